import { useMutation, useQueryClient } from '@tanstack/react-query';
import ExternalLink from 'lucide-react/icons/external-link';
import Unlink from 'lucide-react/icons/unlink';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { money } from '@/shared/company/figures';
import { useMay } from '@/shared/directory';
import { useFocusAfter } from '@/shared/lib/focus-after';
import { Part, Section, useTicketPart, useTicketPort } from '@/shared/ticket-screen';
import { Badge, Button, Confirm, Icon, IconButton, toast, toastFailure, useReasonOf, type Tone } from '@/shared/ui';
import { issuesApi, type EngineeringIssue, type TicketIssue } from '../api';
import { FixAnswerCard } from './fix-answer';
import { IssueDialog } from './issue-dialog';

const TONES: Record<EngineeringIssue['status_kind'], Tone> = {
  triage: 'mute',
  backlog: 'mute',
  unstarted: 'mute',
  started: 'acc',
  completed: 'ok',
  canceled: 'mute',
};

/** The engineering issues of a ticket, the answers that wait because one is done, and the way to a new one. */
export function Engineering() {
  const { t } = useTranslation('linear');
  const { ticket } = useTicketPort();
  const mayLink = useMay('issue.link') && !ticket.is_deleted;
  const query = useTicketPart(ticket.number, issuesApi.part, issuesApi.read);
  const [isOpen, setOpen] = useState(false);
  const [leaving, setLeaving] = useState<TicketIssue | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const leave = useFocusAfter(box, isOpen || leaving !== null);
  const found = query.data;
  // Without a tracker there is nothing that an agent could do here.
  if (found === null || (found && !found.tracker && found.results.length === 0)) return null;
  return (
    <Section name="engineering" title={t('panel.title')} count={found?.results.length ?? 0}>
      <div ref={box} tabIndex={-1} className="ln">
        <Part query={query} failed={t('panel.failed')} lines={2}>
          {(data) => (
            <>
              {data.answers.map((answer) => (
                <FixAnswerCard key={answer.id} answer={answer} onDone={leave} />
              ))}
              {data.results.length === 0 ? <p className="t3 f12">{t('panel.none')}</p> : null}
              {data.results.length === 0 && data.automatic?.state === 'left' && data.automatic.reason ? (
                <p className="t3 f12">{t('panel.left', { reason: t(`left.${data.automatic.reason}`) })}</p>
              ) : null}
              <ul className="lnlist">
                {data.results.map((link) => (
                  <LinkedIssue key={link.id} tracker={data.tracker} link={link} onUnlink={mayLink ? () => setLeaving(link) : null} />
                ))}
              </ul>
              {mayLink && data.tracker ? (
                <Button size="sm" onClick={() => setOpen(true)}>
                  {t(data.results.length > 0 ? 'panel.another' : 'panel.open')}
                </Button>
              ) : null}
            </>
          )}
        </Part>
      </div>
      {isOpen ? <IssueDialog number={ticket.number} onClose={() => setOpen(false)} /> : null}
      {leaving ? <UnlinkDialog number={ticket.number} tracker={found?.tracker ?? ''} link={leaving} onClose={() => setLeaving(null)} onDone={leave} /> : null}
    </Section>
  );
}

function LinkedIssue({ tracker, link, onUnlink }: { tracker: string; link: TicketIssue; onUnlink: (() => void) | null }) {
  const { t, i18n } = useTranslation('linear');
  const { issue } = link;
  const name = issue.key || t('panel.onItsWay');
  const revenue = issue.revenue ? money(issue.revenue, i18n.language) : '';
  const facts = [issue.assignee, issue.cycle, issue.due_on && t('panel.due', { date: issue.due_on })].filter(Boolean);
  return (
    <li>
      <div className="row">
        {issue.url ? (
          <a className="link" href={issue.url} target="_blank" rel="noreferrer">
            <bdi>{name}</bdi>
            <Icon icon={ExternalLink} size={12} label={t('panel.opensThere', { tracker })} />
          </a>
        ) : (
          <b>{name}</b>
        )}
        {issue.state === 'there' ? <Badge tone={TONES[issue.status_kind]}>{issue.status}</Badge> : <Badge tone={issue.state === 'sending' ? 'mute' : 'bad'}>{t(`state.${issue.state}`)}</Badge>}
        <span className="sp" />
        {onUnlink ? (
          <IconButton size="sm" label={t('panel.unlink', { key: name })} onClick={onUnlink}>
            <Icon icon={Unlink} size={14} />
          </IconButton>
        ) : null}
      </div>
      <p className="lntitle" dir="auto">
        {issue.title}
      </p>
      {facts.length > 0 ? <p className="t3 f12">{facts.join(' · ')}</p> : null}
      <p className="t3 f12">
        {t('panel.tickets', { count: issue.tickets })} · {t('panel.customers', { count: issue.customers })}
        {revenue ? ` · ${t('panel.aYear', { amount: revenue })}` : ''}
        {link.is_automatic ? ` · ${t('panel.automatic')}` : ''}
      </p>
      {link.state === 'refused' ? (
        <p className="hint bad" role="alert">
          {t('panel.refused', { reason: link.problem })}
        </p>
      ) : null}
    </li>
  );
}

interface UnlinkProps {
  number: number;
  tracker: string;
  link: TicketIssue;
  onClose: () => void;
  onDone: () => void;
}

function UnlinkDialog({ number, tracker, link, onClose, onDone }: UnlinkProps) {
  const { t } = useTranslation('linear');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const key = link.issue.key || t('panel.onItsWay');
  const unlink = useMutation({
    mutationFn: () => issuesApi.unlink(number, link.id),
    onSuccess: () => {
      toast(t('unlink.done', { key }));
      onDone();
    },
    onError: (error) => toastFailure(t('unlink.failed', { reason: reasonOf(error) })),
    onSettled: () => {
      onClose();
      void client.invalidateQueries({ queryKey: keys.ticketPart(number, issuesApi.part) });
    },
  });
  return (
    <Confirm
      isOpen
      onOpenChange={(open) => (open || unlink.isPending ? undefined : onClose())}
      title={t('unlink.title', { key })}
      consequence={t('unlink.consequence', { tracker })}
      action={t('unlink.do')}
      cancel={t('unlink.keep')}
      busy={unlink.isPending ? t('unlink.busy') : null}
      onConfirm={() => unlink.mutate()}
    />
  );
}
