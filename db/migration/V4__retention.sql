-- Tombstones by age, for their removal. Made beside those who write, without a transaction
-- (V4__retention.sql.conf): it keeps nobody waiting, but waits itself for transactions that are
-- under way, so it must be patient; and what a start that was cut off has left is no good.
set lock_timeout = 0;
drop index concurrently if exists notification_by_deletion;
create index concurrently notification_by_deletion on notification (deleted_at)
  where deleted_at is not null;
