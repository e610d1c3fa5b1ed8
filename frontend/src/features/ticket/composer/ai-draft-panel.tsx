import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { AiSign, Button, CitationChip, Confidence, Icon, Menu, MenuItem, toast, toastFailure, useReasonOf } from '@/shared/ui';

import { RichText } from '../body/rich-text';
import { ticketApi } from '../api';
import { isFromCustomer, lastOf } from '../model/entries';
import { useTicketScreen } from '../ticket-context';
import { DRAFT_FAULTS, type DraftFault } from '../types';
import type { Suggestion } from './use-suggestion';

interface AiDraftPanelProps {
  suggestion: Suggestion;
  onUse: () => void;
  onAgain: () => void;
}

/** What the assistant suggests, with its sources and the sentences it cannot support. It never sends itself. */
export function AiDraftPanel({ suggestion, onUse, onAgain }: AiDraftPanelProps) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const { state } = suggestion;
  // Who wrote since, where the draft is outdated.
  const writer = lastOf(ticket.timeline.results, isFromCustomer)?.author.name ?? ticket.requester.name;

  const reasonOf = useReasonOf();

  function onDiscard(): void {
    suggestion.forget();
    suggestion.discard();
  }

  /** Why it is of no use: the assistant learns from that. */
  async function onReject(id: number, reason: DraftFault): Promise<void> {
    onDiscard();
    try {
      await ticketApi.rejectDraft(ticket.number, id, reason);
      toast(t('draft.rejected'));
    } catch (error) {
      toastFailure(reasonOf(error));
    }
  }

  if (state.step === 'none') return null;
  if (state.step === 'asking') {
    if (!state.isAsked) return null;
    return (
      <div className="draft" role="status">
        <p className="wait">
          <AiSign>{t('draft.writing')}</AiSign>
          <Button variant="ghost" size="sm" onClick={onDiscard}>
            {t('draft.stop')}
          </Button>
        </p>
      </div>
    );
  }
  if (state.step === 'keptOut') return <NoDraft title={t('keptOut.title')} detail={state.detail} onDiscard={onDiscard} />;
  if (state.step === 'failed') {
    return (
      <NoDraft isFault title={t('draft.failed')} detail={state.detail} onDiscard={onDiscard}>
        <Button size="sm" onClick={onAgain}>
          {t('again')}
        </Button>
      </NoDraft>
    );
  }

  const { draft } = state;
  const isOld = state.step === 'outdated';
  return (
    <section className={isOld ? 'draft is-old' : 'draft'} aria-label={t('draft.label')}>
      <div className="ai-rule md" dir="auto">
        <RichText
          html={draft.body_html}
          citationCount={draft.citations.length}
          uncited={draft.uncited}
          renderCitation={(number) => {
            const citation = draft.citations[number - 1];
            return citation ? <CitationChip index={number} citation={citation} /> : null;
          }}
        />
      </div>
      <div className="dsrc">
        {draft.citations.map((citation, at) => (
          <span key={at} className="src">
            <CitationChip index={at + 1} citation={citation} />
            {citation.url ? (
              <a className="ell" href={citation.url} target="_blank" rel="noreferrer" dir="auto">
                {citation.title}
              </a>
            ) : (
              <bdi className="ell">{citation.title}</bdi>
            )}
          </span>
        ))}
        {draft.uncited.length > 0 && (
          <span className="src wsrc">
            <Icon icon={TriangleAlert} size={14} />
            {t('draft.uncited', { count: draft.uncited.length })}
          </span>
        )}
        {draft.citations.length === 0 && draft.uncited.length === 0 && (
          <span className="src t3">{t('draft.noSources')}</span>
        )}
      </div>
      <div className="dact">
        <AiSign>{t('draft.sign')}</AiSign>
        <Confidence word={draft.confidence_word} />
        {isOld && (
          <span className="t2 f12" role="status">
            {t('draft.outdated', { name: writer })}
          </span>
        )}
        <span className="sp" />
        <RejectMenu id={draft.id} onReject={onReject} />
        <Button variant="ghost" size="sm" keys="escape" onClick={onDiscard}>
          {t('draft.discard')}
        </Button>
        <Button variant={isOld ? 'default' : 'ghost'} size="sm" onClick={onAgain}>
          {t('draft.again')}
        </Button>
        {!isOld && (
          <Button size="sm" keys="tab" onClick={onUse}>
            {t('draft.use')}
          </Button>
        )}
      </div>
    </section>
  );
}

interface NoDraftProps {
  isFault?: boolean;
  title: string;
  detail: string;
  onDiscard: () => void;
  children?: ReactNode;
}

/** Why there is none. */
function NoDraft({ isFault = false, title, detail, onDiscard, children }: NoDraftProps) {
  const { t } = useTranslation('ticket');
  return (
    <div className="draft" role={isFault ? 'alert' : 'status'}>
      <p className="wait">
        <AiSign>{title}</AiSign>
        <span dir="auto">{detail}</span>
        <span className="sp" />
        <Button variant="ghost" size="sm" onClick={onDiscard}>
          {t('draft.discard')}
        </Button>
        {children}
      </p>
    </div>
  );
}

function RejectMenu({ id, onReject }: { id: number | null; onReject: (id: number, reason: DraftFault) => Promise<void> }) {
  const { t } = useTranslation('ticket');
  if (id === null) return null;
  return (
    <Menu
      label={t('draft.reject')}
      trigger={
        <Button variant="ghost" size="sm">
          {t('draft.reject')}
        </Button>
      }
    >
      {DRAFT_FAULTS.map((reason) => (
        <MenuItem key={reason} onSelect={() => void onReject(id, reason)}>
          {t(`draft.fault.${reason}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
