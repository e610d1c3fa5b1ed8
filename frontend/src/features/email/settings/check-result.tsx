import { useMutation, useQueryClient } from '@tanstack/react-query';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleMinus from 'lucide-react/icons/circle-minus';
import CircleX from 'lucide-react/icons/circle-x';
import type { LucideIcon } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, Button, Dialog, ErrorState, Icon } from '@/shared/ui';
import { emailApi, mailKeys, type CheckAnswer, type CheckStep } from './api';
import './mailbox-form.css';

type Mark = 'ok' | 'failed' | 'skipped';

const markOf = ({ ok }: CheckStep): Mark => (ok === null ? 'skipped' : ok ? 'ok' : 'failed');
/** "Incoming: server name" as a key of the texts. */
const keyOf = (name: string): string => name.toLowerCase().replace(/[^a-z]+/g, '_');
const ICON: Record<Mark, LucideIcon> = { ok: CircleCheck, failed: CircleX, skipped: CircleMinus };
const TONE: Record<Mark, string> = { ok: 'tick', failed: 'cross', skipped: 't3' };

/** Try the servers of a mailbox as it is saved. */
export function useCheck(id: number) {
  const client = useQueryClient();
  const { t } = useTranslation('email');
  return useMutation({
    mutationFn: () => emailApi.check(id),
    onSuccess: (answer) => {
      announce(answer.ok ? t('settings.check.works') : t('settings.check.fails'));
      void client.invalidateQueries({ queryKey: mailKeys.mailboxes });
    },
  });
}

export interface CheckResultProps {
  answer: CheckAnswer | undefined;
  error: unknown;
  isBusy: boolean;
  onRetry: () => void;
}

/** The steps of a check in plain words: what works, what does not, and what to do about it. */
export function CheckResult({ answer, error, isBusy, onRetry }: CheckResultProps) {
  const { t } = useTranslation('email');
  if (isBusy) return <p className="t2">{t('settings.check.busy')}</p>;
  if (error) return <ErrorState title={t('settings.check.fault')} error={error} onRetry={onRetry} />;
  if (!answer) return null;
  return (
    <div className="checked">
      <b>{answer.ok ? t('settings.check.works') : t('settings.check.fails')}</b>
      <ol>
        {answer.steps.map((step, index) => (
          <Step key={`${index} ${step.name}`} step={step} />
        ))}
      </ol>
    </div>
  );
}

function Step({ step }: { step: CheckStep }) {
  const { t } = useTranslation('email');
  const mark = markOf(step);
  return (
    <li>
      <Icon icon={ICON[mark]} size={14} className={TONE[mark]} label={t(`settings.check.mark.${mark}`)} />
      <span>
        <span className="med">{t(`settings.check.step.${keyOf(step.name)}`, { defaultValue: step.name })}</span>
        {step.detail ? <span className="why2">{step.detail}</span> : null}
        {step.what_to_do && mark !== 'ok' ? <span className="todo">{step.what_to_do}</span> : null}
      </span>
    </li>
  );
}

/** The check of one mailbox of the list; it runs as soon as it opens. */
export function CheckDialog({ mailbox, onClose }: { mailbox: { id: number; address: string }; onClose: () => void }) {
  const { t } = useTranslation('email');
  const { mutate, data, error, isPending } = useCheck(mailbox.id);
  useEffect(() => mutate(), [mutate]);
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t('settings.check.title', { address: mailbox.address })}
      width={520}
      footer={
        <>
          <Button busy={isPending ? t('settings.check.checking') : null} onClick={() => mutate()}>
            {t('settings.check.again')}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t('settings.check.close')}
          </Button>
        </>
      }
    >
      <CheckResult answer={data} error={error} isBusy={isPending} onRetry={() => mutate()} />
    </Dialog>
  );
}
