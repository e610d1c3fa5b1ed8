import { useTranslation } from 'react-i18next';

import { absoluteTime, clockTime, shortDate } from '@/shared/lib/dates';

import type { TicketMergePreview } from './api';

/** How the ticket reads after the merge, and what else changes by it. */
export function MergePreviewPanel({ preview }: { preview: TicketMergePreview }) {
  const { t, i18n } = useTranslation('ticket');
  const lines = useLines(preview);
  const now = Date.now();
  return (
    <>
      <section aria-label={t('merge.reads', { number: preview.target.number })}>
        <h3>{t('merge.reads', { number: preview.target.number })}</h3>
        <ol className="pvl">
          {preview.reads.map((read) => (
            <li key={read.id} className={read.comes ? 'new' : undefined}>
              <span className="ell" dir="auto">
                <b className="med">{read.author || t('event.system')}</b> {read.preview}
              </span>
              {read.visibility === 'internal' && <span className="badge note">{t('merge.note')}</span>}
              {read.comes && <span className="vh">{t('merge.comes')}</span>}
              <time className="t3 f11 nw" dateTime={read.created_at} title={absoluteTime(read.created_at, i18n.language)}>
                {shortDate(read.created_at, now, i18n.language)} {clockTime(new Date(read.created_at), i18n.language)}
              </time>
            </li>
          ))}
        </ol>
      </section>
      <section aria-label={t('merge.changes')}>
        <h3>{t('merge.changes')}</h3>
        <ul className="merge-lines">
          {lines.map((line) => (
            <li key={line} dir="auto">
              {line}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** Who will see what, and what becomes of numbers, clocks and surveys, line by line. */
function useLines(preview: TicketMergePreview): string[] {
  const { t, i18n } = useTranslation('ticket');
  const list = (parts: readonly string[]): string => new Intl.ListFormat(i18n.language).format(parts);
  const people = (some: TicketMergePreview['joins']): string => list(some.map(({ name, address }) => name || address));
  const source = preview.source.number;
  const reader = preview.target.requester.name;
  return [
    t('merge.lines.moves', {
      messages: t('merge.lines.messages', { count: preview.messages }),
      notes: t('merge.lines.notes', { count: preview.notes }),
      files: t('merge.lines.files', { count: preview.files }),
    }),
    preview.joins.length > 0
      ? t('merge.lines.joins', { names: people(preview.joins) })
      : preview.copies.length > 0
        ? t('merge.lines.sameCopies', { names: people(preview.copies) })
        : t('merge.lines.noCopies', { name: reader }),
    preview.shows.length > 0 ? t('merge.lines.shows', { reader, names: list(preview.shows) }) : null,
    preview.notes > 0 ? t('merge.lines.notesStay') : null,
    preview.loses_channel ? t('merge.lines.losesChannel') : null,
    t('merge.lines.closes', { number: source }),
    t('merge.lines.clocks', { since: absoluteTime(preview.since, i18n.language) }),
    preview.scheduled > 0 ? t('merge.lines.scheduled', { count: preview.scheduled }) : null,
    preview.held > 0 ? t('merge.lines.held', { count: preview.held }) : null,
    preview.drafts > 0 ? t('merge.lines.drafts', { count: preview.drafts }) : null,
    preview.has_rated ? t('merge.lines.rated') : null,
    t('merge.lines.untold'),
    t('merge.lines.stays', { number: preview.target.number }),
  ].filter((line) => line !== null);
}
