import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useTeams } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { focusFault } from '@/shared/lib/first-fault';
import { Button, Checkbox, Dialog, Field, NumberField, SelectField, toast, useReasonOf } from '@/shared/ui';
import { channelsQuery, slackApi, type AlertKind, type Rule } from './api';

const KINDS: readonly AlertKind[] = ['breach', 'risk', 'escalation', 'mention'];
const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
const DIGESTS = [0, 15, 30, 60, 240, 1440] as const;

const USUAL = 75;

const draftOf = (rule: Rule | null) => ({
  kinds: rule?.kinds ?? (['breach'] as AlertKind[]),
  channel: rule?.channel?.id ?? null,
  team: rule?.team?.id ?? null,
  priorities: PRIORITIES.filter((one) => rule?.priorities.includes(one)),
  fraction: rule?.fraction ?? USUAL,
  digest: rule?.digest_minutes ?? 0,
  most: rule?.most_an_hour ?? 20,
  begins: rule?.quiet_begins?.slice(0, 5) ?? '',
  ends: rule?.quiet_ends?.slice(0, 5) ?? '',
  timezone: rule?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
});

type Draft = ReturnType<typeof draftOf>;

const bodyOf = (draft: Draft) => ({
  kinds: draft.kinds,
  channel_id: draft.channel,
  team_id: draft.team,
  priorities: draft.priorities,
  // Where it is not asked for, what was written of it does not count.
  fraction: Number.isNaN(draft.fraction) ? USUAL : draft.fraction,
  digest_minutes: draft.digest,
  most_an_hour: draft.most,
  quiet_begins: draft.begins || null,
  quiet_ends: draft.ends || null,
  timezone: draft.timezone,
});

export interface RuleDialogProps {
  rule: Rule | null;
  connection: number;
  onClose: () => void;
}

/** Makes or changes a rule of alerts. */
export function RuleDialog({ rule, connection, onClose }: RuleDialogProps) {
  const { t } = useTranslation('slack');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [first] = useState(() => draftOf(rule));
  const [draft, setDraft] = useState(first);
  const save = useMutation({
    mutationFn: (values: Draft) => (rule ? slackApi.setRule(rule.id, bodyOf(values)) : slackApi.addRule({ connection_id: connection, ...bodyOf(values) })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: slackApi.key });
      toast(t('saved'));
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!save.isPending && !focusFault(event.currentTarget)) save.mutate(draft);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={rule ? t('alerts.editTitle') : t('alerts.newTitle')}
      description={t('alerts.about')}
      width={520}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" type="submit" form="slack-rule" busy={save.isPending ? t('busy') : null}>
            {t('save')}
          </Button>
        </>
      }
    >
      <LeaveGuard isChanged={draft !== first && !save.isSuccess} />
      <form id="slack-rule" className="slkform" noValidate onSubmit={submit}>
        <What draft={draft} onDraft={setDraft} />
        <HowOften draft={draft} onDraft={setDraft} />
        {save.error ? (
          <p className="notice bad" role="alert">
            {t('notSaved', { reason: reasonOf(save.error) })}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}

interface PartProps {
  draft: Draft;
  onDraft: (draft: Draft) => void;
}

const toggled = <Value,>(all: readonly Value[], chosen: readonly Value[], one: Value): Value[] =>
  all.filter((each) => (each === one ? !chosen.includes(each) : chosen.includes(each)));

function What({ draft, onDraft }: PartProps) {
  const { t } = useTranslation('slack');
  const teams = useTeams();
  const channels = (useQuery(channelsQuery).data ?? []).filter(({ is_shared: isShared, is_gone: isGone }) => !isShared && !isGone);
  return (
    <>
      <fieldset className="slkset">
        <legend className="lab">{t('alerts.what')}</legend>
        {KINDS.map((kind) => (
          <Checkbox key={kind} label={t(`kind.${kind}`)} isChecked={draft.kinds.includes(kind)} onChange={() => onDraft({ ...draft, kinds: toggled(KINDS, draft.kinds, kind) })} />
        ))}
      </fieldset>
      <SelectField
        label={t('alerts.where')}
        hint={t('alerts.whereHint')}
        value={String(draft.channel ?? '')}
        options={[{ value: '', label: t('alerts.direct') }, ...channels.map(({ id, name }) => ({ value: String(id), label: `#${name}` }))]}
        onChange={(value) => onDraft({ ...draft, channel: value ? Number(value) : null })}
      />
      <SelectField
        label={t('column.team')}
        value={String(draft.team ?? '')}
        options={[{ value: '', label: t('alerts.anyTeam') }, ...teams.map(({ id, name }) => ({ value: String(id), label: name }))]}
        onChange={(value) => onDraft({ ...draft, team: value ? Number(value) : null })}
      />
      <fieldset className="slkset">
        <legend className="lab">{t('alerts.priorities')}</legend>
        {PRIORITIES.map((one) => (
          <Checkbox key={one} label={one} isChecked={draft.priorities.includes(one)} onChange={() => onDraft({ ...draft, priorities: toggled(PRIORITIES, draft.priorities, one) })} />
        ))}
      </fieldset>
    </>
  );
}

function HowOften({ draft, onDraft }: PartProps) {
  const { t } = useTranslation('slack');
  return (
    <>
      {draft.kinds.includes('risk') ? (
        <NumberField isWhole label={t('alerts.fraction')} min={1} max={100} value={draft.fraction} onChange={(fraction) => onDraft({ ...draft, fraction: fraction ?? Number.NaN })} />
      ) : null}
      <SelectField
        label={t('alerts.digest')}
        value={String(draft.digest)}
        options={DIGESTS.map((minutes) => ({ value: String(minutes), label: minutes === 0 ? t('alerts.atOnce') : t('alerts.every', { count: minutes }) }))}
        onChange={(value) => onDraft({ ...draft, digest: Number(value) })}
      />
      <NumberField isWhole label={t('alerts.most')} hint={t('alerts.mostHint')} min={1} max={200} value={draft.most} onChange={(most) => onDraft({ ...draft, most: most ?? Number.NaN })} />
      <div className="slktwo">
        <Field label={t('alerts.quietBegins')} type="time" value={draft.begins} onChange={(event) => onDraft({ ...draft, begins: event.target.value })} />
        <Field label={t('alerts.quietEnds')} type="time" value={draft.ends} onChange={(event) => onDraft({ ...draft, ends: event.target.value })} />
      </div>
      <Field label={t('alerts.timezone')} value={draft.timezone} dir="ltr" onChange={(event) => onDraft({ ...draft, timezone: event.target.value })} />
    </>
  );
}
