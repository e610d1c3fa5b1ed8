import ChevronDown from 'lucide-react/icons/chevron-down';
import PencilLine from 'lucide-react/icons/pencil-line';
import { useTranslation } from 'react-i18next';

import { AiGlyph, AiSign, Icon } from '@/shared/ui';

import type { Row } from '../model/timeline-rows';
import { EntryTime } from './entry-time';

interface FoldProps {
  row: Extract<Row, { type: 'fold' }>;
  isOpen: boolean;
  onToggle: () => void;
}

/** A folded stretch with what is inside: "5 messages with Helen, 2 articles". */
export function Fold({ row, isOpen, onToggle }: FoldProps) {
  const { t, i18n } = useTranslation('ticket');
  const { facts } = row;
  const isTalk = row.fold === 'assistant';
  const parts = isTalk
    ? [
        facts.with
          ? t('fold.messagesWith', { count: facts.messages, name: facts.with })
          : t('fold.messages', { count: facts.messages }),
        ...(facts.articles > 0 ? [t('fold.articles', { count: facts.articles })] : []),
        ...(facts.steps > 0 ? [t('fold.steps', { count: facts.steps })] : []),
      ]
    : [t('fold.changes', { count: facts.changes })];

  return (
    <div className="ev fold">
      <span className={isTalk ? 'node ain' : 'node'}>
        {isTalk ? <AiGlyph size={14} /> : <Icon icon={PencilLine} size={14} />}
      </span>
      <div className="bd">
        <button type="button" className="foldb" aria-expanded={isOpen} onClick={onToggle}>
          {isTalk && <AiSign hideGlyph>{t('fold.answered')}</AiSign>}
          <span className="t2 ell" dir="auto">
            {new Intl.ListFormat(i18n.language, { type: 'unit' }).format(parts)}
          </span>
          <Icon icon={ChevronDown} size={14} className="chev" />
        </button>
        <EntryTime at={facts.from} to={facts.to} />
      </div>
    </div>
  );
}
