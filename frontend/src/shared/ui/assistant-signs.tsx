import { Popover as RadixPopover } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation, ConfidenceWord } from '../api/types';
import { AiGlyph } from './glyphs';

/** The ring of dots and a verb: Answering, Answered, Draft, Handed over. */
export function AiSign({ children, hideGlyph = false }: { children: ReactNode; hideGlyph?: boolean }) {
  return (
    <span className="ai-sign">
      {hideGlyph ? null : <AiGlyph size={14} />}
      {children}
    </span>
  );
}

const SEGMENTS: Record<ConfidenceWord, number> = { low: 1, medium: 2, high: 3 };

/** Three segments and a word, in ink. `detail` is the evidence shown on hover and focus. */
export function Confidence({ word, detail }: { word: ConfidenceWord; detail?: string }) {
  const { t } = useTranslation('shared');
  const name = t(`confidence.${word}`);
  return (
    <span className="conf" role="img" aria-label={t('confidence.label', { word: name })} title={detail}>
      <span className="m">
        {[1, 2, 3].map((segment) => (
          <i key={segment} className={segment <= SEGMENTS[word] ? 'on' : ''} />
        ))}
      </span>
      {name}
    </span>
  );
}

/** A numeral that shows the passage it stands for. */
export function CitationChip({ index, citation }: { index: number; citation: Citation }) {
  const { t } = useTranslation('shared');
  return (
    <RadixPopover.Root>
      <RadixPopover.Trigger asChild>
        <button type="button" className="cite" aria-label={t('citation.label', { index, title: citation.title })}>
          {index}
        </button>
      </RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content className="pop cite-pop" sideOffset={4} collisionPadding={8}>
          <b className="med" dir="auto">{citation.title}</b>
          {citation.heading ? <div className="t3 f11" dir="auto">{citation.heading}</div> : null}
          <q className="cite-quote" dir="auto">{citation.quote}</q>
          {citation.url ? (
            <a className="link f12" href={citation.url} target="_blank" rel="noreferrer">
              {t('citation.open')}
            </a>
          ) : null}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
