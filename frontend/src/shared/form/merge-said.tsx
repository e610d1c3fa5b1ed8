import { useTranslation } from 'react-i18next';
import type { MergeNotes } from '../lib/three-way';

const LISTS = ['taken', 'gone', 'mine', 'dropped', 'renewed'] as const;

/** What became of a draft that goes on on top of a newer version, in words. */
export function MergeSaid({ notes, version }: { notes: MergeNotes; version: number }) {
  const { t, i18n } = useTranslation('shared');
  const listed = new Intl.ListFormat(i18n.language, { type: 'unit', style: 'long' });
  const said = LISTS.filter((name) => notes[name].length > 0);
  return (
    <div className="hint" role="status">
      <p>{t('form.merge.base', { version })}</p>
      {said.map((name) => (
        <p key={name} dir="auto">
          {t(`form.merge.${name}`, { names: listed.format(notes[name]) })}
        </p>
      ))}
      {notes.isOrderMine ? <p>{t('form.merge.order')}</p> : null}
    </div>
  );
}
