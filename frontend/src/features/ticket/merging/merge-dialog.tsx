import { useEffect, useId, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import Search from 'lucide-react/icons/search';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { announce, Button, Dialog, Field, Icon, Loaded } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import { mergingApi, type MergeCandidate } from './api';
import { Candidates } from './candidates';
import { MergePreviewPanel } from './merge-preview';
import { useMerge } from './use-merge';
import './merging.css';

const SEARCH_AFTER_MS = 250;

export interface MergeDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Linking is offered where merging is refused. */
  onLink: (number: number) => void;
}

/** Which ticket goes into this one: likely ones with reasons, and how this one reads then. */
export function MergeDialog({ isOpen, ...props }: MergeDialogProps) {
  // What is typed and chosen lives as long as the dialog is open.
  return isOpen ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ onOpenChange, onLink }: Omit<MergeDialogProps, 'isOpen'>) {
  const { t } = useTranslation('ticket');
  const { number } = useTicketScreen().ticket;
  const [text, setText] = useState('');
  const asked = useSettled(text.trim());
  const [wanted, setWanted] = useState<number | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useQuery({
    queryKey: [...keys.ticketPart(number, 'merge-candidates'), asked],
    queryFn: ({ signal }) => mergingApi.candidates(number, asked, signal),
    staleTime: 0,
    gcTime: 0,
  });
  const found = list.data?.results ?? [];
  const possible = found.filter(({ refusal }) => refusal === null);
  // Two tickets of one company are often two matters: such a one is chosen by a person alone.
  const likely = possible.find(({ reasons }) => asked !== '' || reasons.some((reason) => reason !== 'same_company'));
  const chosen = possible.find(({ ticket }) => ticket.number === wanted) ?? likely ?? null;
  const merge = useMerge(number, () => onOpenChange(false));
  const count = list.data ? found.length : null;
  useEffect(() => {
    if (count !== null) announce(t('merge.found', { count }));
  }, [count, t]);

  function act(): void {
    if (chosen && !merge.isPending) merge.mutate(chosen.ticket.number);
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onOpenChange}
      title={t('merge.title', { number })}
      width={840}
      startsAt={field}
      footer={
        <>
          <span className="t3 f12">{t('merge.undoHint')}</span>
          <span className="sp" />
          <Button onClick={() => onOpenChange(false)}>{t('merge.cancel')}</Button>
          <Button
            variant="primary"
            busy={merge.isPending ? t('merge.merging') : null}
            unavailable={chosen ? null : t('merge.chooseFirst')}
            onClick={act}
          >
            {chosen ? t('merge.action', { number: chosen.ticket.number }) : t('merge.open')}
          </Button>
        </>
      }
    >
      <div className="merge-cols">
        <form
          className="merge-list"
          onSubmit={(event) => {
            event.preventDefault();
            act();
          }}
        >
          <Field
            ref={field}
            type="search"
            label={t('merge.search')}
            value={text}
            icon={<Icon icon={Search} size={14} />}
            onChange={(event) => setText(event.target.value)}
          />
          <Loaded query={list} fault={t('merge.fault')}>
            <Groups found={found} chosen={chosen?.ticket.number ?? null} isSearch={asked !== ''} onChoose={setWanted} onLink={onLink} />
          </Loaded>
        </form>
        <div className="merge-then">{chosen && <Preview source={chosen.ticket.number} />}</div>
      </div>
    </Dialog>
  );
}

/** What is typed, once it has rested. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), SEARCH_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return settled;
}

interface GroupsProps {
  found: readonly MergeCandidate[];
  chosen: number | null;
  isSearch: boolean;
  onChoose: (number: number) => void;
  onLink: (number: number) => void;
}

/** Those that can be merged, and those that can only be linked. */
function Groups({ found, chosen, isSearch, onChoose, onLink }: GroupsProps) {
  const { t } = useTranslation('ticket');
  const name = useId();
  const possible = found.filter(({ refusal }) => refusal === null);
  const refused = found.filter(({ refusal }) => refusal !== null);
  if (found.length === 0) return <p className="t3">{t(isSearch ? 'merge.none' : 'merge.nothingLikely')}</p>;
  return (
    <>
      {possible.length > 0 && (
        <Candidates
          title={t(isSearch ? 'merge.results' : 'merge.likely')}
          name={name}
          rows={possible}
          chosen={chosen}
          onChoose={onChoose}
          onLink={onLink}
        />
      )}
      {refused.length > 0 && (
        <Candidates title={t('merge.cannot')} name={name} rows={refused} chosen={chosen} onChoose={onChoose} onLink={onLink} />
      )}
    </>
  );
}

function Preview({ source }: { source: number }) {
  const { t } = useTranslation('ticket');
  const { number } = useTicketScreen().ticket;
  const query = useQuery({
    queryKey: [...keys.ticketPart(number, 'merge-preview'), source],
    queryFn: ({ signal }) => mergingApi.preview(number, source, signal),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Loaded query={query} fault={t('merge.previewFault')}>
      {query.data ? <MergePreviewPanel preview={query.data} /> : null}
    </Loaded>
  );
}
