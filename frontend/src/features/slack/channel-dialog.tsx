import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrands, useTeams } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { focusFault } from '@/shared/lib/first-fault';
import { Button, Dialog, Field, NumberField, SelectField, toast, useReasonOf } from '@/shared/ui';
import { slackApi, type Channel, type Mode } from './api';
import { CompanyField } from './company-field';

const MODES: readonly Mode[] = ['off', 'all', 'asked'];

const draftOf = (channel: Channel) => ({
  mode: channel.mode,
  brand: channel.brand?.id ?? null,
  team: channel.team?.id ?? null,
  company: channel.company,
  emoji: channel.emoji,
  window: channel.window,
});

type Draft = ReturnType<typeof draftOf>;

/** What becomes a ticket in one channel, and whose. */
export function ChannelDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation('slack');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [first] = useState(() => draftOf(channel));
  const [draft, setDraft] = useState(first);
  const save = useMutation({
    mutationFn: (values: Draft) =>
      slackApi.setChannel(channel.id, {
        mode: values.mode,
        brand_id: values.brand,
        team_id: values.team,
        company_id: values.company?.id ?? null,
        emoji: values.emoji,
        window: values.window,
      }),
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
      title={`#${channel.name || channel.channel_id}`}
      description={t('channels.edit')}
      width={520}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" type="submit" form="slack-channel" busy={save.isPending ? t('busy') : null}>
            {t('save')}
          </Button>
        </>
      }
    >
      <LeaveGuard isChanged={draft !== first && !save.isSuccess} />
      <form id="slack-channel" className="slkform" noValidate onSubmit={submit}>
        <Fields draft={draft} onDraft={setDraft} />
        {save.error ? (
          <p className="notice bad" role="alert">
            {t('notSaved', { reason: reasonOf(save.error) })}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}

function Fields({ draft, onDraft }: { draft: Draft; onDraft: (draft: Draft) => void }) {
  const { t } = useTranslation('slack');
  const brands = useBrands();
  const teams = useTeams();
  const named = (rows: readonly { id: number; name: string }[], none: string) => [
    { value: '', label: none },
    ...rows.map(({ id, name }) => ({ value: String(id), label: name })),
  ];
  return (
    <>
      <SelectField
        label={t('column.mode')}
        value={draft.mode}
        hint={t(`modeHint.${draft.mode}`)}
        options={MODES.map((mode) => ({ value: mode, label: t(`mode.${mode}`) }))}
        onChange={(mode) => onDraft({ ...draft, mode })}
      />
      <SelectField
        label={t('column.brand')}
        value={String(draft.brand ?? '')}
        options={named(brands, t('channels.noBrand'))}
        onChange={(value) => onDraft({ ...draft, brand: value ? Number(value) : null })}
      />
      <SelectField
        label={t('column.team')}
        value={String(draft.team ?? '')}
        hint={t('channels.teamHint')}
        options={named(teams, t('channels.anyTeam'))}
        onChange={(value) => onDraft({ ...draft, team: value ? Number(value) : null })}
      />
      <CompanyField company={draft.company} hint={t('channels.companyHint')} onCompany={(company) => onDraft({ ...draft, company })} />
      <Field label={t('channels.emoji')} hint={t('channels.emojiHint')} value={draft.emoji} maxLength={80} dir="ltr" onChange={(event) => onDraft({ ...draft, emoji: event.target.value })} />
      <NumberField
        isWhole
        label={t('channels.window')}
        hint={t('channels.windowHint')}
        min={0}
        max={600}
        value={draft.window}
        onChange={(window) => onDraft({ ...draft, window: window ?? Number.NaN })}
      />
    </>
  );
}
