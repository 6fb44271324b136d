/**
 * All that the bell says, by language. A text with a count has a form for each of the language's plural categories (CLDR, as
 * `Intl.PluralRules` names them); `{count}` and other names in braces are filled in.
 */

/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Message */
/** @typedef {Record<string, Message>} Messages */

/** @type {Messages} */
const en = {
  heading: 'Notifications',
  label: 'Notifications',
  labelUnread: {one: 'Notifications, {count} unread', other: 'Notifications, {count} unread'},
  filter: 'Show',
  all: 'All',
  unread: 'Unread',
  unreadCount: {one: '{count} unread', other: '{count} unread'},
  readAll: 'Mark all as read',
  markRead: 'Mark as read',
  markUnread: 'Mark as unread',
  remove: 'Delete',
  close: 'Close',
  dismiss: 'Dismiss',
  isUnread: 'Unread',
  info: '',
  success: 'Success',
  warning: 'Warning',
  error: 'Error',
  progress: 'Progress',
  untitled: 'Notification',
  emptyAll: 'Nothing yet',
  emptyAllHint: 'What needs you will ring here.',
  emptyUnread: 'All caught up',
  emptyUnreadHint: 'Everything here has been read.',
  connecting: 'Connecting…',
  offline: 'Offline. What you miss will be here when you are back.',
  refused: 'Notifications are not available.',
  tryAgain: 'Try again',
  older: 'Load older ones',
  olderFailed: 'Older ones could not be loaded.',
  failed: 'That did not work.',
  deleted: 'Deleted',
  allRead: 'All marked as read',
  newOnes: {one: '{count} new notification', other: '{count} new notifications'},
  system: 'Notify me on this device',
};

/** @type {Messages} */
const fr = {
  heading: 'Notifications',
  label: 'Notifications',
  labelUnread: {one: 'Notifications, {count} non lue', many: 'Notifications, {count} non lues', other: 'Notifications, {count} non lues'},
  filter: 'Afficher',
  all: 'Toutes',
  unread: 'Non lues',
  unreadCount: {one: '{count} non lue', many: '{count} non lues', other: '{count} non lues'},
  readAll: 'Tout marquer comme lu',
  markRead: 'Marquer comme lue',
  markUnread: 'Marquer comme non lue',
  remove: 'Supprimer',
  close: 'Fermer',
  dismiss: 'Ignorer',
  isUnread: 'Non lue',
  success: 'Succès',
  warning: 'Attention',
  error: 'Erreur',
  progress: 'Progression',
  untitled: 'Notification',
  emptyAll: 'Rien pour l’instant',
  emptyAllHint: 'Ce qui vous concerne sonnera ici.',
  emptyUnread: 'Vous êtes à jour',
  emptyUnreadHint: 'Tout a été lu.',
  connecting: 'Connexion…',
  offline: 'Hors ligne. Ce que vous manquez sera là à votre retour.',
  refused: 'Les notifications ne sont pas disponibles.',
  tryAgain: 'Réessayer',
  older: 'Afficher les plus anciennes',
  olderFailed: 'Les plus anciennes n’ont pas pu être chargées.',
  failed: 'L’action a échoué.',
  deleted: 'Supprimée',
  allRead: 'Toutes marquées comme lues',
  newOnes: {one: '{count} nouvelle notification', many: '{count} nouvelles notifications', other: '{count} nouvelles notifications'},
  system: 'Me prévenir sur cet appareil',
};

/** @type {Messages} */
const de = {
  heading: 'Mitteilungen',
  label: 'Mitteilungen',
  labelUnread: {one: 'Mitteilungen, {count} ungelesen', other: 'Mitteilungen, {count} ungelesen'},
  filter: 'Anzeigen',
  all: 'Alle',
  unread: 'Ungelesen',
  unreadCount: {one: '{count} ungelesen', other: '{count} ungelesen'},
  readAll: 'Alle als gelesen markieren',
  markRead: 'Als gelesen markieren',
  markUnread: 'Als ungelesen markieren',
  remove: 'Löschen',
  close: 'Schließen',
  dismiss: 'Ausblenden',
  isUnread: 'Ungelesen',
  success: 'Erfolg',
  warning: 'Warnung',
  error: 'Fehler',
  progress: 'Fortschritt',
  untitled: 'Mitteilung',
  emptyAll: 'Noch nichts da',
  emptyAllHint: 'Was Sie angeht, läutet hier.',
  emptyUnread: 'Alles gelesen',
  emptyUnreadHint: 'Hier wartet nichts mehr auf Sie.',
  connecting: 'Verbindung wird aufgebaut…',
  offline: 'Offline. Was Sie verpassen, ist da, wenn Sie zurück sind.',
  refused: 'Mitteilungen sind nicht verfügbar.',
  tryAgain: 'Erneut versuchen',
  older: 'Ältere laden',
  olderFailed: 'Ältere konnten nicht geladen werden.',
  failed: 'Das hat nicht geklappt.',
  deleted: 'Gelöscht',
  allRead: 'Alle als gelesen markiert',
  newOnes: {one: '{count} neue Mitteilung', other: '{count} neue Mitteilungen'},
  system: 'Auf diesem Gerät benachrichtigen',
};

/** @type {Messages} */
const ar = {
  heading: 'الإشعارات',
  label: 'الإشعارات',
  labelUnread: {
    one: 'الإشعارات، إشعار واحد غير مقروء',
    two: 'الإشعارات، إشعاران غير مقروءين',
    few: 'الإشعارات، {count} إشعارات غير مقروءة',
    many: 'الإشعارات، {count} إشعارًا غير مقروء',
    other: 'الإشعارات، {count} إشعار غير مقروء',
  },
  filter: 'عرض',
  all: 'الكل',
  unread: 'غير المقروءة',
  unreadCount: {
    one: 'واحد غير مقروء',
    two: 'اثنان غير مقروءين',
    few: '{count} غير مقروءة',
    many: '{count} غير مقروء',
    other: '{count} غير مقروء',
  },
  readAll: 'تحديد الكل كمقروء',
  markRead: 'تحديد كمقروء',
  markUnread: 'تحديد كغير مقروء',
  remove: 'حذف',
  close: 'إغلاق',
  dismiss: 'إخفاء',
  isUnread: 'غير مقروء',
  success: 'نجاح',
  warning: 'تحذير',
  error: 'خطأ',
  progress: 'التقدم',
  untitled: 'إشعار',
  emptyAll: 'لا شيء بعد',
  emptyAllHint: 'سيظهر هنا كل ما يخصك.',
  emptyUnread: 'اطلعت على كل شيء',
  emptyUnreadHint: 'قُرئت كل الإشعارات.',
  connecting: 'جارٍ الاتصال…',
  offline: 'غير متصل. ستجد ما فاتك هنا عند عودتك.',
  refused: 'الإشعارات غير متاحة.',
  tryAgain: 'إعادة المحاولة',
  older: 'تحميل الأقدم',
  olderFailed: 'تعذر تحميل الإشعارات الأقدم.',
  failed: 'تعذر تنفيذ ذلك.',
  deleted: 'حُذف',
  allRead: 'حُدد الكل كمقروء',
  newOnes: {
    one: 'إشعار جديد',
    two: 'إشعاران جديدان',
    few: '{count} إشعارات جديدة',
    many: '{count} إشعارًا جديدًا',
    other: '{count} إشعار جديد',
  },
  system: 'إشعاري على هذا الجهاز',
};

/** @type {Record<string, Messages>} */
const LANGUAGES = {en, fr, de, ar};

/**
 * Adds a language, or changes texts of one; what it leaves out stays as it is, or is English.
 *
 * @param {string} language a BCP 47 tag
 * @param {Messages} messages
 */
export function addMessages(language, messages) {
  const tag = language.toLowerCase();
  LANGUAGES[tag] = {...LANGUAGES[tag], ...messages};
}

/** What is said in one language, and how it writes numbers and times. */
export class Texts {
  #messages;
  #plural;
  #number;
  #relative;
  #full;
  #percent;
  #tag;

  /**
   * @param {string} language a BCP 47 tag; one that is not in the table is written in English, its numbers and times in its own way
   * @param {Messages} [own] texts that replace those of the table
   */
  constructor(language, own = {}) {
    const known = knownTag(language);
    const tag = supported(language) ?? known;
    this.language = known;
    this.#tag = tag;
    this.#messages = {...en, ...LANGUAGES[known], ...own};
    this.#plural = new Intl.PluralRules(known);
    this.#number = new Intl.NumberFormat(tag);
    this.#relative = new Intl.RelativeTimeFormat(tag, {numeric: 'auto', style: 'short'});
    this.#percent = new Intl.NumberFormat(tag, {style: 'percent', maximumFractionDigits: 0});
    this.#full = new Intl.DateTimeFormat(tag, {dateStyle: 'full', timeStyle: 'short'});
  }

  /**
   * @param {string} key
   * @param {{count?: number}} [values]
   */
  say(key, {count} = {}) {
    const message = this.#messages[key] ?? '';
    const text = typeof message === 'string' ? message : (message[this.#plural.select(count ?? 0)] ?? message.other ?? '');
    return count === undefined ? text : text.replaceAll('{count}', this.#number.format(count));
  }

  /** @param {number} count of a badge, which has no room for more than two digits */
  badge(count) {
    return count > 99 ? `${this.#number.format(99)}+` : this.#number.format(count);
  }

  /**
   * How long ago, in words: "2 min. ago", "yesterday".
   *
   * @param {string} time RFC 3339
   * @param {number} [now] milliseconds since 1970
   */
  ago(time, now = Date.now()) {
    // A clock that lags behind the server's must not speak of the future.
    const seconds = Math.min(0, Math.round((Date.parse(time) - now) / 1000));
    for (const [unit, length] of UNITS) {
      if (-seconds >= length) return this.#relative.format(Math.trunc(seconds / length), unit);
    }
    return this.#relative.format(0, 'second');
  }

  /** @param {number} progress 0 to 100 */
  percent(progress) {
    return this.#percent.format(progress / 100);
  }

  /**
   * A length of time in its largest unit: "3 min".
   *
   * @param {number} end milliseconds since 1970
   * @param {number} start the same
   */
  length(end, start) {
    const seconds = Math.max(0, Math.round((end - start) / 1000));
    const [unit, length] = LENGTHS.find(([, each]) => seconds >= each) ?? ['second', 1];
    return new Intl.NumberFormat(this.#tag, {style: 'unit', unit, unitDisplay: 'short'}).format(Math.trunc(seconds / length));
  }

  /** @param {string} time RFC 3339 */
  full(time) {
    return this.#full.format(new Date(time));
  }
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} in seconds */
const UNITS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** @type {[string, number][]} in seconds */
const LENGTHS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Undefined for what is no language tag, as `en US` is none. @param {string} language */
function supported(language) {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([language.replaceAll('_', '-')])[0];
  } catch {
    return undefined;
  }
}

/** @param {string} language */
function knownTag(language) {
  const tag = language.toLowerCase().replaceAll('_', '-');
  return [tag, tag.split('-')[0] ?? ''].find((each) => each in LANGUAGES) ?? 'en';
}
