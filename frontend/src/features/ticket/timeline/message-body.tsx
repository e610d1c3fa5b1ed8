import { useMemo, useState } from 'react';
import Ellipsis from 'lucide-react/icons/ellipsis';
import { useTranslation } from 'react-i18next';

import { CitationChip, Icon, LinkedText } from '@/shared/ui';

import { splitQuoted } from '../body/quoted';
import { RichText } from '../body/rich-text';
import type { Citation } from '../types';

interface MessageBodyProps {
  html: string;
  /** For entries without HTML. */
  text: string;
  citations?: readonly Citation[];
  className?: string;
  /** Whether the server has taken off what the message quotes, as it does of mails. */
  isSplit?: boolean;
}

/** The words of a message; the mail it quotes at its end stays behind a button. */
export function MessageBody({ html, text, citations = [], className = '', isSplit = false }: MessageBodyProps) {
  const { t } = useTranslation('ticket');
  const [isQuoteOpen, setQuoteOpen] = useState(false);
  const { own, quoted } = useMemo(() => (isSplit ? { own: html, quoted: '' } : splitQuoted(html)), [html, isSplit]);
  return (
    <div className={`md ${className}`.trim()} dir="auto">
      {html ? (
        <RichText
          html={own}
          citationCount={citations.length}
          renderCitation={(number) => {
            const citation = citations[number - 1];
            return citation ? <CitationChip index={number} citation={citation} /> : null;
          }}
        />
      ) : (
        <p data-plain="text">
          <LinkedText text={text} />
        </p>
      )}
      {quoted && (
        <button
          type="button"
          className="quo"
          aria-expanded={isQuoteOpen}
          aria-label={isQuoteOpen ? t('timeline.hideQuoted') : t('timeline.showQuoted')}
          onClick={() => setQuoteOpen((is) => !is)}
        >
          <span>
            <Icon icon={Ellipsis} size={14} />
          </span>
        </button>
      )}
      {quoted && isQuoteOpen && <RichText html={quoted} />}
    </div>
  );
}
