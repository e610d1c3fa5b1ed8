const en = {
  title: 'Record “Show me”',
  pick: 'Pick an element',
  picking: 'Click an element of the page, or move to it with Tab and press Enter. Esc ends it.',
  stopPicking: 'Stop picking',
  picked: '{name} is step {n}',
  fragile: 'Only its place tells it apart; give it a data-testid.',
  none: 'This element cannot be told apart from others. Pick another one, or one around it.',
  most: 'An article has at most 20 steps.',
  heading: 'Title',
  text: 'Text',
  page: 'Page',
  step: 'Step {n}',
  up: 'Move step {n} up',
  down: 'Move step {n} down',
  remove: 'Remove step {n}',
  save: 'Save to the draft',
  saved: 'Saved to the draft',
  unsaved: 'Not saved yet',
  end: 'End',
  endUnsaved: 'End without saving',
  failed: 'Not done. {reason}',
  noReach: 'The server was not reached. Try again.',
  loading: 'Loading',
};
const de: typeof en = {
  title: '„Zeigen“ aufzeichnen',
  pick: 'Element wählen',
  picking: 'Klicken Sie ein Element der Seite an, oder gehen Sie mit Tab dorthin und drücken Sie Enter. Esc beendet.',
  stopPicking: 'Nicht mehr wählen',
  picked: '{name} ist Schritt {n}',
  fragile: 'Nur die Stelle unterscheidet es; geben Sie ihm eine data-testid.',
  none: 'Dieses Element lässt sich nicht von anderen unterscheiden. Wählen Sie ein anderes oder eines darum herum.',
  most: 'Ein Artikel hat höchstens 20 Schritte.',
  heading: 'Titel',
  text: 'Text',
  page: 'Seite',
  step: 'Schritt {n}',
  up: 'Schritt {n} nach oben',
  down: 'Schritt {n} nach unten',
  remove: 'Schritt {n} entfernen',
  save: 'Im Entwurf speichern',
  saved: 'Im Entwurf gespeichert',
  unsaved: 'Noch nicht gespeichert',
  end: 'Beenden',
  endUnsaved: 'Ohne Speichern beenden',
  failed: 'Nicht ausgeführt. {reason}',
  noReach: 'Der Server wurde nicht erreicht. Versuchen Sie es noch einmal.',
  loading: 'Wird geladen',
};

export type Word = keyof typeof en;

/** The recorder's words in the admin's browser language. */
export function wordsFor(locale: string): (name: Word, values?: Record<string, string | number>) => string {
  const words = locale.toLowerCase().startsWith('de') ? de : en;
  return (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_all, key: string) => String(values[key] ?? ''));
}
