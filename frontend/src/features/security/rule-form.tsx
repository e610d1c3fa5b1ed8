import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { Badge, Button, Checkbox, Confirm, toast, useReasonOf } from '@/shared/ui';
import { securityApi, securityKeys, type Rule } from './api';

const MOST_NAMES = 12;

function namesOf(people: Rule['without'], t: TFunction<'security'>, language: string): string {
  const shown = people.slice(0, MOST_NAMES).map(({ name }) => name);
  const rest = people.length - shown.length;
  return new Intl.ListFormat(language).format(rest > 0 ? [...shown, t('rule.more', { count: rest })] : shown);
}

/** Whether a provider is required, and which owners may come in without it. */
export function RuleForm({ rule, hasProvider }: { rule: Rule; hasProvider: boolean }) {
  const { t, i18n } = useTranslation('security');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const me = useMe();
  const isOwner = useMay('owner.write');
  const proposed = rule.is_required ? rule.break_glass : rule.owners.filter(({ id }) => id === me?.id);
  const [named, setNamed] = useState<number[]>(() => proposed.map(({ id }) => id));
  const [isAsking, setAsking] = useState(false);
  const save = useMutation({
    mutationFn: (isRequired: boolean) => securityApi.require(isRequired, named),
    onSuccess: (changed) => {
      client.setQueryData(securityKeys.rule, changed);
      toast(t(changed.is_required ? 'rule.done' : 'rule.undone', { count: changed.ended }));
    },
    onSettled: () => setAsking(false),
  });
  const isTouched = String([...named].sort()) !== String(proposed.map(({ id }) => id).sort());
  const isChanged = rule.is_required && isTouched;
  const why = isOwner ? (hasProvider || rule.is_required ? null : t('rule.noProvider')) : t('card.ownersOnly');
  return (
    <div className="sec-form">
      <p>
        <Badge tone={rule.is_required ? 'ok' : 'mute'}>{t(rule.is_required ? 'rule.isOn' : 'rule.isOff')}</Badge>
      </p>
      {rule.tokens > 0 ? <p className="t2">{t('rule.tokens', { count: rule.tokens })}</p> : null}
      {rule.without.length > 0 ? (
        <p className="notice">
          {t('rule.without', { count: rule.without.length, staff: rule.staff, names: namesOf(rule.without, t, i18n.language) })}
        </p>
      ) : null}
      <fieldset className="sec-people" disabled={!isOwner}>
        <legend className="lab">{t('rule.glass')}</legend>
        <p className="hint">{t('rule.glassHint')}</p>
        {rule.owners.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            isChecked={named.includes(id)}
            onChange={(isChecked) => setNamed(isChecked ? [...named, id] : named.filter((one) => one !== id))}
          />
        ))}
      </fieldset>
      {save.error ? (
        <p className="hint bad" role="alert">
          {reasonOf(save.error)}
        </p>
      ) : null}
      <div className="sec-acts">
        {rule.is_required ? (
          <>
            <Button variant="primary" unavailable={why ?? (isChanged ? null : t('rule.same'))} onClick={() => save.mutate(true)}>
              {t('rule.saveGlass')}
            </Button>
            <Button unavailable={why} busy={save.isPending ? t('busy') : null} onClick={() => save.mutate(false)}>
              {t('rule.undo')}
            </Button>
          </>
        ) : (
          <Button unavailable={why ?? (named.length > 0 ? null : t('rule.nameOne'))} onClick={() => setAsking(true)}>
            {t('rule.do')}
          </Button>
        )}
      </div>
      <Confirm
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t('rule.ask')}
        consequence={t('rule.consequence')}
        action={t('rule.do')}
        busy={save.isPending ? t('busy') : null}
        onConfirm={() => save.mutate(true)}
      />
      <LeaveGuard isChanged={isTouched} />
    </div>
  );
}
