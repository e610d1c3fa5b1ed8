import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, type ChannelRule } from '@/shared/api';
import { channelRulesQuery, useBrands, useMay, useTeams } from '@/shared/directory';
import { SettingsForm, SettingsScreen, useForm } from '@/shared/form';
import { SettingsLink } from '@/shared/slots';
import { CheckOption, Empty, FormSection, SelectField, toast } from '@/shared/ui';

const TYPES = ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'] as const;

/** What holds for new tickets of one channel. */
export function ChannelScreen({ channel }: { channel: string }) {
  const { t } = useTranslation('channels-settings');
  const may = useMay('field.write');
  const query = useQuery({ ...channelRulesQuery, enabled: may, refetchOnWindowFocus: false });
  const known = query.data?.find((one) => one.channel === channel);
  return (
    <SettingsScreen
      title={known ? t(`name.${known.channel}`) : t('title')}
      may={may}
      refused={{ title: t('notAllowed'), hint: t('notAllowedHint') }}
      query={query}
      fault={t('fault')}
    >
      {(rules) => {
        const rule = rules.find((one) => one.channel === channel);
        return rule ? <Editor rule={rule} /> : <Empty title={t('gone')}>{t('goneHint')}</Empty>;
      }}
    </SettingsScreen>
  );
}

function useRuleForm(rule: ChannelRule) {
  const { t } = useTranslation('channels-settings');
  const client = useQueryClient();
  const version = useRef(rule.version);
  return useForm({
    saved: {
      is_on: rule.is_on,
      brand: rule.brand?.slug ?? '',
      team: rule.team ? String(rule.team.id) : '',
      type: rule.type,
      reply_by: rule.reply_by,
      tells_customer: rule.tells_customer,
    },
    faultsOf: () => ({}),
    send: ({ brand, team, ...values }) =>
      api.patch('/channels/{channel}', {
        path: { channel: rule.channel },
        body: { ...values, brand: brand || null, team: team ? Number(team) : null },
        ifMatch: version.current,
      }),
    onSaved: (saved) => {
      version.current = saved.version;
      client.setQueryData<ChannelRule[]>(keys.channelRules, (known) => known?.map((one) => (one.channel === saved.channel ? saved : one)));
      toast(t('saved', { name: t(`name.${saved.channel}`) }));
    },
  });
}

function Editor({ rule }: { rule: ChannelRule }) {
  const { t } = useTranslation(['channels-settings', 'shared']);
  const form = useRuleForm(rule);
  const brands = useBrands();
  const teams = useTeams().filter((team) => team.can_answer !== false || String(team.id) === form.values.team);
  const { values, set, errorOf } = form;
  const isPhone = rule.channel === 'phone';
  return (
    <SettingsForm form={form} title={t('channels-settings:title')} failed={t('channels-settings:notSaved')} last={{ at: rule.changed_at, by: rule.changed_by }}>
      <p>
        <SettingsLink className="link" path="/channels">
          {t('channels-settings:all')}
        </SettingsLink>
      </p>
      <FormSection title={t('channels-settings:taken.title')} hint={t(`channels-settings:means.${rule.channel}`)}>
        <CheckOption
          label={t('channels-settings:taken.label')}
          hint={t('channels-settings:taken.hint')}
          isChecked={values.is_on}
          onChange={(is_on) => set({ is_on })}
        />
      </FormSection>
      <FormSection title={t('channels-settings:defaults.title')} hint={t('channels-settings:defaults.hint')}>
        <SelectField
          label={t('channels-settings:brand')}
          value={values.brand}
          error={errorOf('brand') ?? null}
          options={[{ value: '', label: t('channels-settings:anyBrand') }, ...brands.map((one) => ({ value: one.slug, label: one.name }))]}
          onChange={(brand) => set({ brand })}
        />
        <SelectField
          label={t('channels-settings:team')}
          value={values.team}
          error={errorOf('team') ?? null}
          options={[{ value: '', label: t('channels-settings:routed') }, ...teams.map(({ id, name }) => ({ value: String(id), label: name }))]}
          onChange={(team) => set({ team })}
        />
        <SelectField
          label={t('channels-settings:type')}
          value={values.type}
          options={[{ value: '', label: t('channels-settings:anyType') }, ...TYPES.map((value) => ({ value, label: t(`shared:type.${value}`) }))]}
          onChange={(type) => set({ type })}
        />
      </FormSection>
      <FormSection title={t('channels-settings:customer.title')} hint={t('channels-settings:customer.hint')}>
        <SelectField
          label={t('channels-settings:replies')}
          value={values.reply_by}
          options={(['', 'email', 'api'] as const).map((value) => ({ value, label: t(`channels-settings:by.${value || 'channel'}`) }))}
          onChange={(reply_by) => set({ reply_by })}
        />
        {isPhone ? (
          <CheckOption
            label={t('channels-settings:tells.label')}
            hint={t('channels-settings:tells.hint')}
            isChecked={values.tells_customer}
            onChange={(tells_customer) => set({ tells_customer })}
          />
        ) : null}
      </FormSection>
    </SettingsForm>
  );
}
