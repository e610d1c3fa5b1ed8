import type { UseMutationResult } from '@tanstack/react-query';
import LifeBuoy from 'lucide-react/icons/life-buoy';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { beginHere } from '@/shared/lib/first-field';
import { useTicketPort } from '@/shared/ticket-screen';
import { Button, DecimalField, Field, Icon, toastFailure } from '@/shared/ui';
import type { MarkBody, RunbookStep, TicketRunbooks } from './api';
import { MarkLine } from './mark-line';
import { useAmount } from './use-amount';

const MOST = 9_999_999_999.99;
export type Mark = UseMutationResult<TicketRunbooks, unknown, Omit<MarkBody, 'article_id'>>;
type Asking = 'amount' | 'skip' | null;

interface RowProps {
  step: RunbookStep;
  mayMark: boolean;
  mark: Mark;
}

/** One step: a box to check, what it allows, and what became of it. */
export function StepRow({ step, mayMark, mark }: RowProps) {
  const { t } = useTranslation('runbooks');
  const amount = useAmount();
  const { askHelp } = useTicketPort();
  const [asking, setAsking] = useState<Asking>(null);
  const state = step.mark?.state ?? 'open';
  const id = useId();
  const send = (body: Omit<MarkBody, 'article_id' | 'step'>): void =>
    mark.mutate({ ...body, step: step.key }, { onSuccess: () => setAsking(null), onError: toastFailure });
  const check = (isOn: boolean): void => {
    if (!isOn) send({ state: 'open' });
    else if (step.limit === null) send({ state: 'done' });
    else setAsking('amount');
  };
  return (
    <li>
      <span className="t3 f12" id={id}>
        {t(`kind.${step.kind}`)}
        {step.limit === null ? '' : ` · ${t('upTo', { limit: amount(step.limit, step.unit) })}`}
      </span>
      <label className={`opt${state === 'open' ? '' : ' is-done'}`} dir="auto">
        <input type="checkbox" className="cb" aria-describedby={id} checked={state === 'done'} disabled={!mayMark} onChange={(event) => check(event.target.checked)} />
        {step.text}
      </label>
      {step.mark ? <MarkLine mark={step.mark} /> : null}
      {mayMark && asking === null ? (
        <span className="row g1 wraps">
          {step.kind === 'escalate' && askHelp && state !== 'done' ? (
            <Button size="sm" icon={<Icon icon={LifeBuoy} size={14} />} onClick={() => askHelp(() => send({ state: 'done' }))}>
              {t('askHelp')}
            </Button>
          ) : null}
          {step.kind !== 'escalate' && state === 'open' ? (
            <Button size="sm" variant="ghost" onClick={() => setAsking('skip')}>
              {t('skip')}
            </Button>
          ) : null}
          {state === 'skipped' ? (
            <Button size="sm" variant="ghost" onClick={() => send({ state: 'open' })}>
              {t('reopen')}
            </Button>
          ) : null}
        </span>
      ) : null}
      {asking === 'skip' ? <SkipForm isBusy={mark.isPending} onSend={(reason) => send({ state: 'skipped', reason })} onClose={() => setAsking(null)} /> : null}
      {asking === 'amount' ? (
        <AmountForm step={step} isBusy={mark.isPending} onSend={(value, reason) => send({ state: 'done', amount: String(value), reason })} onClose={() => setAsking(null)} />
      ) : null}
    </li>
  );
}

interface FormProps {
  isBusy: boolean;
  onClose: () => void;
}

function SkipForm({ isBusy, onSend, onClose }: FormProps & { onSend: (reason: string) => void }) {
  const { t } = useTranslation('runbooks');
  const [reason, setReason] = useState('');
  return (
    <Form isBusy={isBusy} lacks={reason.trim() ? null : t('needsReason')} onClose={onClose} onSend={() => onSend(reason.trim())}>
      <Field ref={beginHere} label={t('why')} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </Form>
  );
}

function AmountForm({ step, isBusy, onSend, onClose }: FormProps & { step: RunbookStep; onSend: (amount: number, reason: string) => void }) {
  const { t } = useTranslation('runbooks');
  const amount = useAmount();
  const [value, setValue] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const isOver = value !== null && step.limit !== null && value > step.limit;
  const lacks = value === null || Number.isNaN(value) ? t('needsAmount') : isOver && !reason.trim() ? t('needsReason') : null;
  return (
    <Form isBusy={isBusy} lacks={lacks} onClose={onClose} onSend={() => onSend(value ?? 0, reason.trim())}>
      <DecimalField label={t('howMuch')} unit={step.unit} value={value} min={0} max={MOST} digits={2} isOptional onChange={setValue} />
      {isOver ? (
        <>
          <p className="hint bad" role="alert">
            {t('isOver', { limit: amount(step.limit ?? 0, step.unit) })}
          </p>
          <Field label={t('why')} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        </>
      ) : null}
    </Form>
  );
}

function Form({ isBusy, lacks, onClose, onSend, children }: FormProps & { lacks: string | null; onSend: () => void; children: ReactNode }) {
  const { t } = useTranslation('runbooks');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!lacks && !isBusy) onSend();
      }}
    >
      {children}
      <span className="row g1">
        <Button size="sm" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button size="sm" type="submit" variant="primary" busy={isBusy ? t('saving') : null} unavailable={lacks}>
          {t('note')}
        </Button>
      </span>
    </form>
  );
}
