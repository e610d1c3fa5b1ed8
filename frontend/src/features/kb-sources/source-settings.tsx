import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, keys } from '@/shared/api';
import { useBrands, useTeams, useUsers } from '@/shared/directory';
import { LeaveGuard, SaveFault, SaveFoot, useForm, type Form } from '@/shared/form';
import { announce, Checkbox, Field, SelectField } from '@/shared/ui';
import { AUDIENCES, SCHEDULES, sourcesApi, sourcesQuery, type Source, type SourceChange } from './api';
import { linesOf } from './lines';
import { PathsField } from './paths-field';

const SEGMENTS = ['enterprise', 'mid_market', 'smb', 'self_serve'] as const;
const LANGUAGES = ['', 'en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'ja'] as const;

interface Values {
  name: string;
  owner_id: string;
  schedule: Source['schedule'];
  audience: Source['audience'];
  segments: Source['segments'];
  team_ids: number[];
  company_ids: number[];
  brand_id: string;
  language: string;
  address: string;
  include: string;
  exclude: string;
  max_pages: string;
}

const valuesOf = (source: Source): Values => ({
  name: source.name,
  owner_id: String(source.owner?.id ?? ''),
  schedule: source.schedule,
  audience: source.audience,
  segments: source.segments,
  team_ids: source.team_ids,
  company_ids: source.company_ids,
  brand_id: String(source.brand?.id ?? ''),
  language: source.language,
  address: source.web?.address ?? '',
  include: source.web?.include.join('\n') ?? '',
  exclude: source.web?.exclude.join('\n') ?? '',
  max_pages: String(source.web?.max_pages ?? 500),
});

const WEB: readonly (keyof Values)[] = ['address', 'include', 'exclude', 'max_pages'];
const READERS: readonly (keyof Values)[] = ['audience', 'segments', 'team_ids', 'company_ids'];

/** What of the form is sent: only what was changed, an audience always with whoever belongs to it. */
export function changeOf(values: Values, changed: readonly (keyof Values)[]): SourceChange {
  const has = (names: readonly (keyof Values)[]): boolean => names.some((name) => changed.includes(name));
  const { audience } = values;
  return {
    ...(has(['name']) ? { name: values.name.trim() } : {}),
    ...(has(['owner_id']) ? { owner_id: Number(values.owner_id) } : {}),
    ...(has(['schedule']) ? { schedule: values.schedule } : {}),
    ...(has(['brand_id']) ? { brand_id: values.brand_id ? Number(values.brand_id) : null } : {}),
    ...(has(['language']) ? { language: values.language } : {}),
    ...(has(READERS) ? { audience } : {}),
    ...(has(READERS) && audience === 'segments' ? { segments: values.segments } : {}),
    ...(has(READERS) && audience === 'teams' ? { team_ids: values.team_ids } : {}),
    ...(has(READERS) && audience === 'companies' ? { company_ids: values.company_ids } : {}),
    ...(has(WEB)
      ? {
          web: {
            address: values.address,
            include: linesOf(values.include),
            exclude: linesOf(values.exclude),
            max_pages: Number(values.max_pages),
          },
        }
      : {}),
  };
}

/** The settings of a source; they hold at once, for what was read as well. */
export function SourceSettings({ source }: { source: Source }) {
  const { t } = useTranslation('kb-sources');
  const client = useQueryClient();
  const form = useForm<Values, Source>({
    saved: valuesOf(source),
    faultsOf: (values) => ({
      ...(values.name.trim() ? {} : { name: t('needed') }),
      ...(source.web && !values.address.trim() ? { address: t('needed') } : {}),
      ...(/^[1-9]\d{0,3}$/.test(values.max_pages) ? {} : { max_pages: t('pagesRange') }),
    }),
    send: (values, changed) => sourcesApi.update(source.id, source.version, changeOf(values, changed)),
    onSaved: () => {
      announce(t('saved'));
      void client.invalidateQueries({ queryKey: sourcesQuery.queryKey });
    },
  });
  return (
    <section className="ks-part">
      <h3>{t('settings')}</h3>
      <form
        ref={form.box}
        className="form-grid"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.save();
        }}
      >
        <Basics source={source} form={form} />
        <Readers form={form} />
        {source.web ? <WebFields form={form} /> : null}
        <SaveFault title={t('notSaved')} error={form.fault} />
        <SaveFoot form={form} />
      </form>
      <LeaveGuard isChanged={form.isChanged} holds={['source']} />
    </section>
  );
}

function Basics({ source, form }: { source: Source; form: Form<Values> }) {
  const { t } = useTranslation('kb-sources');
  const users = useUsers();
  const brands = useBrands();
  const { owner } = source;
  const isListed = owner === null || users.some(({ id }) => id === owner.id);
  return (
    <>
      <Field
        label={t('field.name')}
        value={form.values.name}
        error={form.errorOf('name') ?? null}
        onBlur={() => form.leave('name')}
        onChange={(event) => form.set({ name: event.target.value })}
      />
      <div className="form-pair">
        <SelectField
          label={t('column.owner')}
          value={form.values.owner_id}
          error={form.errorOf('owner_id') ?? null}
          options={[
            ...(isListed ? [] : [{ value: String(owner.id), label: owner.name }]),
            ...users.map((user) => ({ value: String(user.id), label: user.name })),
          ]}
          onChange={(owner_id) => form.set({ owner_id })}
        />
        <SelectField
          label={t('field.schedule')}
          value={form.values.schedule}
          options={SCHEDULES.map((value) => ({ value, label: t(`schedule.${value}`) }))}
          onChange={(schedule) => form.set({ schedule })}
        />
      </div>
      <div className="form-pair">
        <SelectField
          label={t('field.language')}
          value={form.values.language}
          options={[...new Set([...LANGUAGES, source.language])].map((value) => ({ value, label: value ? value.toUpperCase() : t('ownLanguage') }))}
          onChange={(language) => form.set({ language })}
        />
        {brands.length > 1 ? (
          <SelectField
            label={t('field.brand')}
            value={form.values.brand_id}
            options={[{ value: '', label: t('allBrands') }, ...brands.map((brand) => ({ value: String(brand.id), label: brand.name }))]}
            onChange={(brand_id) => form.set({ brand_id })}
          />
        ) : null}
      </div>
    </>
  );
}

function Readers({ form }: { form: Form<Values> }) {
  const { t } = useTranslation(['kb-sources', 'shared']);
  const teams = useTeams();
  const { audience } = form.values;
  const companies = useQuery({
    queryKey: [...keys.companies, 'choices'],
    queryFn: () => api.get('/companies', { query: { limit: 100 } }),
    enabled: audience === 'companies',
    staleTime: 300_000,
  }).data?.results;
  const choices =
    audience === 'segments'
      ? SEGMENTS.map((value) => ({ value, label: t(`shared:segment.${value}`), isOn: form.values.segments.includes(value), set: () => form.set({ segments: toggled(form.values.segments, value) }) }))
      : audience === 'teams'
        ? teams.map(({ id, name }) => ({ value: id, label: name, isOn: form.values.team_ids.includes(id), set: () => form.set({ team_ids: toggled(form.values.team_ids, id) }) }))
        : audience === 'companies'
          ? (companies ?? []).map(({ id, name }) => ({ value: id, label: name, isOn: form.values.company_ids.includes(id), set: () => form.set({ company_ids: toggled(form.values.company_ids, id) }) }))
          : [];
  const fault = form.errorOf('audience') ?? form.errorOf('segments') ?? form.errorOf('team_ids') ?? form.errorOf('company_ids');
  return (
    <>
      <SelectField
        label={t('field.audience')}
        value={audience}
        hint={t(`audienceHint.${audience}`)}
        error={fault ?? null}
        options={AUDIENCES.map((value) => ({ value, label: t(`audience.${value}`) }))}
        onChange={(value) => form.set({ audience: value })}
      />
      {choices.length > 0 ? (
        <fieldset className="ks-choices">
          <legend className="vh">{t('field.audience')}</legend>
          {choices.map(({ value, label, isOn, set }) => (
            <Checkbox key={value} label={label} isChecked={isOn} onChange={set} />
          ))}
        </fieldset>
      ) : null}
    </>
  );
}

const toggled = <One,>(list: readonly One[], one: One): One[] => (list.includes(one) ? list.filter((other) => other !== one) : [...list, one]);

function WebFields({ form }: { form: Form<Values> }) {
  const { t } = useTranslation('kb-sources');
  return (
    <>
      <Field
        label={t('field.address')}
        type="url"
        value={form.values.address}
        error={form.errorOf('address') ?? null}
        onBlur={() => form.leave('address')}
        onChange={(event) => form.set({ address: event.target.value })}
      />
      <PathsField label={t('field.include')} hint={t('includeHint')} value={form.values.include} error={form.errorOf('include')} onChange={(include) => form.set({ include })} />
      <PathsField label={t('field.exclude')} hint={t('excludeHint')} value={form.values.exclude} error={form.errorOf('exclude')} onChange={(exclude) => form.set({ exclude })} />
      <Field
        label={t('field.maxPages')}
        inputMode="numeric"
        value={form.values.max_pages}
        error={form.errorOf('max_pages') ?? null}
        onBlur={() => form.leave('max_pages')}
        onChange={(event) => form.set({ max_pages: event.target.value })}
      />
    </>
  );
}
