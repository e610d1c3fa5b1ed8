import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import LifeBuoy from 'lucide-react/icons/life-buoy';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { SettingsPage } from '@/shared/form';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { SpokenMessage } from '@/shared/review';
import { StepRow, type GivenMark } from '@/shared/runbook';
import { SettingsLink } from '@/shared/slots';
import { AiSign, announce, Badge, Button, Icon, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { attemptQuery, PRACTICE, practiceApi, type Attempt } from './api';
import { FeedbackPart } from './feedback-part';

/** A case being worked, or what working it came to. */
export function AttemptScreen({ id }: { id: number }) {
  const { t } = useTranslation('practice');
  const may = useMay('practice.use');
  const query = useQuery({ ...attemptQuery(id), enabled: may });
  return (
    <SettingsPage
      title={query.data?.subject ?? t('title')}
      may={may}
      refused={{ title: t('refused') }}
      className="prx"
      link={
        <SettingsLink path="/practice" className="link">
          {t('all')}
        </SettingsLink>
      }
    >
      <Loaded query={query} fault={t('fault')}>
        {(attempt) => <Work attempt={attempt} />}
      </Loaded>
    </SettingsPage>
  );
}

/** Sends a step of the work; the answer is the whole attempt. */
function useWork<Given>(id: number, send: (given: Given) => Promise<Attempt>) {
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: send,
    onSuccess: (attempt) => {
      client.setQueryData(attemptQuery(id).queryKey, attempt);
      if (attempt.finished_at) void client.invalidateQueries({ queryKey: PRACTICE });
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
}

function Work({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation('practice');
  const isOpen = attempt.finished_at === null && attempt.is_own;
  return (
    <div className="pra">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll" tabIndex={0} role="region" aria-label={t('conversation')}>
        <p className="row g1 wraps">
          <Badge tone="warn">{t('sandbox')}</Badge>
          <span className="t3 f12">{[t(`mode.${attempt.mode}`), attempt.person?.name ?? ''].filter(Boolean).join(' · ')}</span>
        </p>
        {attempt.turns.map((turn, at) => (
          <SpokenMessage
            key={at}
            at={turn.at}
            text={turn.text}
            mark={turn.who === 'me' ? 'is-mine' : undefined}
            head={turn.who === 'assistant' ? <AiSign>{t('who.assistant')}</AiSign> : <b>{t(turn.who === 'me' && !attempt.is_own ? 'who.person' : `who.${turn.who}`)}</b>}
          />
        ))}
        {isOpen ? <Reply attempt={attempt} /> : null}
        {attempt.feedback ? <FeedbackPart feedback={attempt.feedback} attempt={attempt} /> : null}
      </div>
      <Side attempt={attempt} isOpen={isOpen} />
    </div>
  );
}

function Reply({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation('practice');
  const [text, setText] = useState('');
  const reply = useWork(attempt.id, (words: string) => practiceApi.reply(attempt.id, words));
  const send = (): void => {
    if (!text.trim() || reply.isPending) return;
    reply.mutate(text.trim(), {
      onSuccess: (found) => {
        setText('');
        announce(found.turns.at(-1)?.who === 'me' ? t('quiet') : t('answered'));
      },
    });
  };
  useShortcuts(t('title'), [{ keys: 'mod+enter', label: t('send'), whileTyping: true, run: send }]);
  const isQuiet = attempt.turns.at(-1)?.who === 'me' && !reply.isPending;
  return (
    <form
      className="prf"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {isQuiet ? <p className="hint">{t('quiet')}</p> : null}
      <label className="lab" htmlFor="practice-reply">
        {t('reply')}
      </label>
      <textarea id="practice-reply" className="inp" rows={5} maxLength={10_000} dir="auto" value={text} onChange={(event) => setText(event.target.value)} />
      <span className="row g1">
        <Button type="submit" variant="primary" busy={reply.isPending ? t('sending') : null} unavailable={text.trim() ? null : t('needsText')}>
          {t('send')}
        </Button>
        <span className="t3 f12">{t('reachesNobody')}</span>
      </span>
    </form>
  );
}

function Side({ attempt, isOpen }: { attempt: Attempt; isOpen: boolean }) {
  const { t } = useTranslation('practice');
  const mark = useWork(attempt.id, ({ step, given }: { step: string; given: GivenMark }) => practiceApi.mark(attempt.id, { ...given, step }));
  const help = useWork(attempt.id, (why: string) => practiceApi.help(attempt.id, why));
  const finish = useWork(attempt.id, () => practiceApi.finish(attempt.id));
  const send = (step: string) => (given: GivenMark): Promise<boolean> => mark.mutateAsync({ step, given }).then(() => true, () => false);
  const escalate = (step: string, why: string): void => help.mutate(why, { onSuccess: () => void send(step)({ state: 'done' }) });
  const mayAsk = isOpen && attempt.escalated_at === null;
  return (
    <aside className="scroll" aria-label={t('runbook')}>
      <h2 className="f14">{t('runbook')}</h2>
      {attempt.article ? (
        <p className="t3 f12" dir="auto">
          {t('version', { title: attempt.article.title, version: attempt.version })}
        </p>
      ) : null}
      <ul className="rbk" aria-label={t('runbook')}>
        {attempt.steps.map((step) => (
          <StepRow
            key={step.key}
            step={step}
            mark={attempt.marks.find((one) => one.step === step.key) ?? null}
            mayMark={isOpen}
            isBusy={mark.isPending}
            onMark={send(step.key)}
            onHelp={mayAsk ? () => escalate(step.key, step.text) : null}
          />
        ))}
      </ul>
      {attempt.escalated_at ? (
        <p className="hint">
          <Icon icon={LifeBuoy} size={14} /> {t('escalated')}
        </p>
      ) : null}
      {isOpen ? (
        <Button busy={finish.isPending ? t('finishing') : null} onClick={() => finish.mutate(undefined)}>
          {t('finish')}
        </Button>
      ) : null}
    </aside>
  );
}
