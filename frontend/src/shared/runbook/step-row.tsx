import LifeBuoy from 'lucide-react/icons/life-buoy';
import { useId, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { beginHere } from '../lib/first-field';
import { Button, NumberField, Field, Icon } from '../ui';
import type { GivenMark, ShownMark, ShownStep } from './mark';
import { MarkLine } from './mark-line';
import { useAmount } from './use-amount';

const MOST = 9_999_999_999.99;
type Asking = 'amount' | 'skip' | null;

interface RowProps {
  step: ShownStep;
  mark: ShownMark | null;
  mayMark: boolean;
  isBusy: boolean;
  /** Resolves to whether it was taken. */
  onMark: (mark: GivenMark) => Promise<boolean>;
  /** Asks for help; null for whom there is nobody to ask. */
  onHelp: (() => void) | null;
}

/** One step: a box to check, what it allows, and what became of it. */
export function StepRow({ step, mark, mayMark, isBusy, onMark, onHelp }: RowProps) {
  const { t } = useTranslation('shared');
  const amount = useAmount();
  const [asking, setAsking] = useState<Asking>(null);
  const state = mark?.state ?? 'open';
  const id = useId();
  const row = useRef<HTMLLIElement>(null);
  const box = useRef<HTMLInputElement>(null);
  // What had the focus goes; who has moved on meanwhile stays there.
  const close = (): void => {
    if (document.activeElement === document.body || row.current?.contains(document.activeElement)) box.current?.focus();
    setAsking(null);
  };
  const send = (given: GivenMark): void => void onMark(given).then((isTaken) => (isTaken ? close() : undefined));
  const check = (isOn: boolean): void => {
    if (!isOn) send({ state: 'open' });
    else if (step.limit === null) send({ state: 'done' });
    else setAsking('amount');
  };
  return (
    <li ref={row}>
      <span className="rbk-kind t3 f12" id={id}>
        {t(`runbook.kind.${step.kind}`)}
        {step.limit === null ? '' : ` · ${t('runbook.upTo', { limit: amount(step.limit, step.unit) })}`}
      </span>
      <label className={`opt${state === 'open' ? '' : ' is-done'}`} dir="auto">
        <input ref={box} type="checkbox" className="cb" aria-describedby={id} checked={state === 'done'} disabled={!mayMark} onChange={(event) => check(event.target.checked)} />
        {step.text}
      </label>
      {mark ? <MarkLine mark={mark} limit={step.limit} unit={step.unit} /> : null}
      {mayMark && asking === null ? (
        <span className="rbk-acts row g1">
          {step.kind === 'escalate' && onHelp && state !== 'done' ? (
            <Button size="sm" icon={<Icon icon={LifeBuoy} size={14} />} onClick={onHelp}>
              {t('runbook.askHelp')}
            </Button>
          ) : null}
          {step.kind !== 'escalate' && state === 'open' ? (
            <Button size="sm" variant="ghost" onClick={() => setAsking('skip')}>
              {t('runbook.skip')}
            </Button>
          ) : null}
          {state === 'skipped' ? (
            <Button size="sm" variant="ghost" onClick={() => send({ state: 'open' })}>
              {t('runbook.reopen')}
            </Button>
          ) : null}
        </span>
      ) : null}
      {asking === 'skip' ? <SkipForm isBusy={isBusy} onSend={(reason) => send({ state: 'skipped', reason })} onClose={close} /> : null}
      {asking === 'amount' ? (
        <AmountForm step={step} isBusy={isBusy} onSend={(value, reason) => send({ state: 'done', amount: String(value), reason })} onClose={close} />
      ) : null}
    </li>
  );
}

interface FormProps {
  isBusy: boolean;
  onClose: () => void;
}

function SkipForm({ isBusy, onSend, onClose }: FormProps & { onSend: (reason: string) => void }) {
  const { t } = useTranslation('shared');
  const [reason, setReason] = useState('');
  return (
    <Form isBusy={isBusy} lacks={reason.trim() ? null : t('runbook.needsReason')} onClose={onClose} onSend={() => onSend(reason.trim())}>
      <Field ref={beginHere} label={t('runbook.why')} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </Form>
  );
}

function AmountForm({ step, isBusy, onSend, onClose }: FormProps & { step: ShownStep; onSend: (amount: number, reason: string) => void }) {
  const { t } = useTranslation('shared');
  const amount = useAmount();
  const [value, setValue] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const isOver = value !== null && step.limit !== null && value > step.limit;
  const lacks = value === null || Number.isNaN(value) ? t('runbook.needsAmount') : isOver && !reason.trim() ? t('runbook.needsReason') : null;
  return (
    <Form isBusy={isBusy} lacks={lacks} onClose={onClose} onSend={() => onSend(value ?? 0, reason.trim())}>
      <NumberField ref={beginHere} label={t('runbook.howMuch')} unit={step.unit} value={value} min={0} max={MOST} digits={2} isOptional onChange={setValue} />
      {isOver ? (
        <>
          <p className="hint bad" role="alert">
            {t('runbook.isOver', { limit: amount(step.limit ?? 0, step.unit) })}
          </p>
          <Field label={t('runbook.why')} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        </>
      ) : null}
    </Form>
  );
}

function Form({ isBusy, lacks, onClose, onSend, children }: FormProps & { lacks: string | null; onSend: () => void; children: ReactNode }) {
  const { t } = useTranslation('shared');
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
          {t('runbook.cancel')}
        </Button>
        <Button size="sm" type="submit" variant="primary" busy={isBusy ? t('runbook.saving') : null} unavailable={lacks}>
          {t('runbook.note')}
        </Button>
      </span>
    </form>
  );
}
