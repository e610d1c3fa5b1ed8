import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { LeaveGuard } from '@/shared/form';
import { Button, Dialog, Loaded, Segmented, toast, useReasonOf } from '@/shared/ui';
import { issuesApi, type Proposal } from '../api';
import { Candidates } from './candidates';
import { IssueForm } from './issue-form';
import { LinkForm } from './link-form';
import { draftOf, isComplete, type Draft, type Way } from './draft';

interface IssueDialogProps {
  number: number;
  onClose: () => void;
}

/** Makes an issue, joins one or links one. Nothing leaves before the person has seen it and presses the button. */
export function IssueDialog({ number, onClose }: IssueDialogProps) {
  const { t } = useTranslation('linear');
  // What it proposes is worked out once for a dialog: it must not change under the one who edits it.
  const query = useQuery({
    queryKey: [...keys.ticketPart(number, 'issue-proposal')],
    queryFn: ({ signal }) => issuesApi.proposal(number, signal),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  return (
    <Loaded query={{ ...query, isLoading: false }} fault={t('dialog.failed')}>
      {(proposal) => <Filled number={number} proposal={proposal} onClose={onClose} />}
    </Loaded>
  );
}

function Filled({ number, proposal, onClose }: IssueDialogProps & { proposal: Proposal }) {
  const { t } = useTranslation('linear');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [first] = useState(() => draftOf(proposal));
  const [draft, setDraft] = useState<Draft>(first);
  const set = (change: Partial<Draft>): void => setDraft((old) => ({ ...old, ...change }));
  const run = useMutation({
    mutationFn: () => sent(number, draft),
    onSuccess: () => {
      toast(t(`done.${draft.way}`, { tracker: proposal.tracker }));
      onClose();
    },
    onSettled: () => void client.invalidateQueries({ queryKey: keys.ticketPart(number, issuesApi.part) }),
  });
  const ways: Way[] = ['create', 'join', 'link'];
  return (
    <Dialog
      isOpen
      onOpenChange={(open) => (open || run.isPending ? undefined : onClose())}
      title={t('dialog.title')}
      description={t('dialog.description', { tracker: proposal.tracker })}
      width={720}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button
            variant="primary"
            type="submit"
            form="issue-form"
            busy={run.isPending ? t('dialog.busy') : null}
            unavailable={isComplete(draft) ? null : t(`dialog.incomplete.${draft.way}`)}
          >
            {t(`dialog.do.${draft.way}`, { tracker: proposal.tracker })}
          </Button>
        </>
      }
    >
      <form
        id="issue-form"
        className="lnform"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete(draft) && !run.isPending) run.mutate();
        }}
      >
        <Segmented
          label={t('dialog.way')}
          value={draft.way}
          options={ways.map((value) => ({
            value,
            label: value === 'join' && proposal.candidates.length > 0 ? t('dialog.joinCount', { count: proposal.candidates.length }) : t(`dialog.ways.${value}`),
          }))}
          onChange={(way) => set({ way })}
        />
        {draft.way === 'create' ? <IssueForm proposal={proposal} draft={draft} onChange={set} /> : null}
        {draft.way === 'join' ? <Candidates proposal={proposal} draft={draft} onChange={set} /> : null}
        {draft.way === 'link' ? <LinkForm system={proposal.system} draft={draft} onChange={set} /> : null}
        {run.error ? (
          <p className="notice bad" role="alert">
            {t('dialog.notDone', { reason: reasonOf(run.error) })}
          </p>
        ) : null}
      </form>
      <LeaveGuard isChanged={draft !== first && !run.isSuccess} />
    </Dialog>
  );
}

/** One request id for one dialog: pressing twice, or again after a lost answer, is one request. */
function sent(number: number, draft: Draft): Promise<unknown> {
  const { request_id } = draft;
  if (draft.way === 'link') return issuesApi.link(number, { request_id, address: draft.address.trim() });
  if (draft.way === 'join') {
    return issuesApi.join(number, { request_id, issue: draft.issue ?? 0, comment: draft.comment, shares_customer: draft.shares_customer });
  }
  const { title, description, team, project, labels, priority, shares_customer } = draft;
  return issuesApi.create(number, { request_id, title: title.trim(), description, team, project, labels, priority, shares_customer });
}
