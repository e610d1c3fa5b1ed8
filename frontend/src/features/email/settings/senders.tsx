import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Ban from 'lucide-react/icons/ban';
import CircleCheck from 'lucide-react/icons/circle-check';
import X from 'lucide-react/icons/x';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { Button, ErrorState, Field, Icon, IconButton, Segmented, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { emailApi, mailKeys, rulesQuery, type RuleKind, type SenderRule } from './api';

const KINDS: readonly RuleKind[] = ['allow', 'block'];

/** Senders whose mail is always taken, or never. */
export function Senders() {
  const { t } = useTranslation('email');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const rules = useQuery(rulesQuery);
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: mailKeys.rules });
  const add = useMutation({ mutationFn: emailApi.addRule, onSuccess: refresh });
  const remove = useMutation({
    mutationFn: (rule: SenderRule) => emailApi.removeRule(rule.id),
    onSuccess: (_none, rule) => {
      void refresh();
      const { pattern, kind } = rule;
      toast(t('settings.senders.removed', { pattern }), {
        undo: () =>
          emailApi.addRule({ pattern, kind }).then(refresh, (error: unknown) =>
            toastFailure(t('settings.senders.notAdded', { reason: reasonOf(error) })),
          ),
      });
    },
    onError: (error) => toastFailure(t('settings.senders.notRemoved', { reason: reasonOf(error) })),
  });
  return (
    <aside className="senders" aria-label={t('settings.senders.title')} data-pane="context" tabIndex={-1}>
      <h2>{t('settings.senders.title')}</h2>
      <p className="hint">{t('settings.senders.hint')}</p>
      <AddSender
        isBusy={add.isPending}
        error={add.error}
        onAdd={(rule, onAdded) => add.mutate(rule, { onSuccess: onAdded })}
        onEdit={add.reset}
      />
      {rules.error && !rules.data ? (
        <ErrorState title={t('settings.senders.fault')} error={rules.error} onRetry={() => void rules.refetch()} />
      ) : rules.data?.length === 0 ? (
        <p className="t3">{t('settings.senders.empty')}</p>
      ) : (
        <ul className="srules" aria-label={t('settings.senders.title')}>
          {rules.data?.map((rule) => (
            <li key={rule.id}>
              <Icon icon={rule.kind === 'allow' ? CircleCheck : Ban} size={14} className={rule.kind === 'allow' ? 'tick' : 'cross'} />
              <span className="srule">
                <bdi className="med">{rule.pattern}</bdi>
                <span className="why2">{t(`settings.senders.kind.${rule.kind}`)}</span>
              </span>
              <IconButton size="sm" label={t('settings.senders.remove', { pattern: rule.pattern })} onClick={() => remove.mutate(rule)}>
                <Icon icon={X} size={14} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}

interface AddSenderProps {
  isBusy: boolean;
  error: unknown;
  onAdd: (rule: Pick<SenderRule, 'pattern' | 'kind'>, onAdded: () => void) => void;
  onEdit: () => void;
}

function AddSender({ isBusy, error, onAdd, onEdit }: AddSenderProps) {
  const { t } = useTranslation('email');
  const reasonOf = useReasonOf();
  const [pattern, setPattern] = useState('');
  const [kind, setKind] = useState<RuleKind>('allow');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const fault = isMissing
    ? t('settings.senders.needsAt')
    : error
      ? ((isProblem(error) && error.errors.pattern?.join(' ')) || reasonOf(error))
      : null;
  return (
    <form
      className="sadd"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isBusy) return;
        if (!pattern.includes('@')) {
          setMissing(true);
          field.current?.focus();
          return;
        }
        onAdd({ pattern: pattern.trim(), kind }, () => {
          setPattern('');
          field.current?.focus();
        });
      }}
    >
      <Field
        ref={field}
        label={t('settings.senders.pattern')}
        placeholder="@example.com"
        value={pattern}
        error={fault}
        dir="ltr"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setPattern(event.target.value);
          setMissing(false);
          if (error) onEdit();
        }}
      />
      <div className="row">
        <Segmented
          label={t('settings.senders.which')}
          value={kind}
          options={KINDS.map((value) => ({ value, label: t(`settings.senders.kind.${value}`) }))}
          onChange={setKind}
        />
        <span className="sp" />
        <Button type="submit" busy={isBusy ? t('settings.saving') : null}>
          {t('settings.senders.add')}
        </Button>
      </div>
    </form>
  );
}
