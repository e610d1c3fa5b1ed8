import { useTranslation } from 'react-i18next';
import type { Status } from '../api/types';
import { ClosedGlyph, NewGlyph, OnHoldGlyph, OpenGlyph, PendingGlyph, ResolvedGlyph } from './glyphs';

const GLYPH = {
  new: NewGlyph,
  open: OpenGlyph,
  pending: PendingGlyph,
  on_hold: OnHoldGlyph,
  resolved: ResolvedGlyph,
  closed: ClosedGlyph,
};
const TONE: Record<Status, string> = {
  new: ' new',
  open: ' open',
  pending: '',
  on_hold: '',
  resolved: ' done',
  closed: '',
};

/** Glyph and word of a status; the word may hide, its name stays for readers. */
export function StatusIcon({ status, hideWord = false }: { status: Status; hideWord?: boolean }) {
  const { t } = useTranslation('shared');
  const Drawn = GLYPH[status];
  const word = t(`status.${status}`);
  return (
    <span className={`stat${TONE[status]}`} title={hideWord ? word : undefined}>
      <Drawn size={14} />
      <span className={hideWord ? 'vh' : undefined}>{word}</span>
    </span>
  );
}
