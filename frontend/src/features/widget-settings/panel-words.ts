import type { Language } from './api';

/** The words of the panel that no setting changes, as the widget has them. */
export const WORDS: Record<Language, Record<'support' | 'hello' | 'subtitle' | 'search' | 'ask' | 'share' | 'notNow' | 'helpCenter' | 'person', string>> = {
  en: {
    support: '{brand} support',
    hello: 'What do you need?',
    subtitle: 'Answers from our articles, and a person when you want one.',
    search: 'Search or ask',
    ask: 'Let support see this page and your last steps? It saves you explaining.',
    share: 'Share',
    notNow: 'Not now',
    helpCenter: 'Help center',
    person: 'Talk to a person',
  },
  de: {
    support: '{brand} Hilfe',
    hello: 'Was brauchen Sie?',
    subtitle: 'Antworten aus unseren Artikeln, und ein Mensch, wenn Sie möchten.',
    search: 'Suchen oder fragen',
    ask: 'Darf die Hilfe diese Seite und Ihre letzten Schritte sehen? Das erspart Erklärungen.',
    share: 'Teilen',
    notNow: 'Jetzt nicht',
    helpCenter: 'Hilfe-Center',
    person: 'Mit einem Menschen sprechen',
  },
};
