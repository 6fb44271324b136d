drop index concurrently if exists notification_by_priority;
create index concurrently notification_by_priority on notification (user_id, priority);
