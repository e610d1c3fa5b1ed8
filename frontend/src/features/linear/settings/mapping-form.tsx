import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '@/shared/connections';
import { LastChange, LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { CheckOption, Checkbox, FormSection, SelectField, toast } from '@/shared/ui';
import { labelOf, settingsQuery, trackerApi, traitsOf, wordsOf, type TrackerSettings } from '../api';
import { PublicWarning, useTeamName } from '../team-name';
import { AreaRows } from './area-rows';
import { AnswerTexts } from './answer-texts';
import { forTeam } from '../ticket/draft';
import type { MappingValues, Values } from './values';

const KINDS = ['bug', 'integration', 'access', 'billing', 'feature_request'] as const;
const OURS = ['P1', 'P2', 'P3', 'P4'] as const;
const THEIRS = ['0', '1', '2', '3', '4'] as const;
const USUAL: Record<(typeof OURS)[number], number> = { P1: 1, P2: 2, P3: 3, P4: 4 };

const LIMITS = [1, 5, 10, 25, 50, 100];

const valuesOf = (row: TrackerSettings): Values => ({
  team: row.team,
  project: row.project,
  areas: row.areas,
  labels: row.labels,
  priorities: row.priorities,
  shares_customer: row.shares_customer,
  shares_revenue: row.shares_revenue,
  drafts_answers: row.drafts_answers,
  answers: row.answers,
  automatic_kinds: row.automatic_kinds,
  automatic_a_day: row.automatic_a_day,
});

interface MappingFormProps {
  connection: Connection;
  settings: TrackerSettings;
  before: ReactNode;
}

/** What of a ticket becomes what at the tracker. */
export function MappingForm({ connection, settings, before }: MappingFormProps) {
  const { t } = useTranslation('linear');
  const client = useQueryClient();
  const { system } = connection;
  const form = useForm<Values, TrackerSettings>({
    saved: valuesOf(settings),
    faultsOf: (values) => (values.areas.some(({ area, team }) => !area.trim() || !team) ? { areas: t('where.incomplete', wordsOf(system)) } : {}),
    send: (values) => trackerApi.save(connection.id, { ...values, version: settings.version }),
    onSaved: (row) => {
      client.setQueryData(settingsQuery(system, connection.id).queryKey, row);
      toast(t('saved'));
      // The labels of a repository are read once it is chosen.
      if (!traitsOf(system).hasProjects && row.team !== settings.team) {
        void trackerApi.refresh(connection.id).finally(() => client.invalidateQueries({ queryKey: [system] }));
      }
    },
  });
  return (
    <>
      <form
        ref={form.box}
        className="scroll fbody"
        noValidate
        aria-label={labelOf(system)}
        onSubmit={(event) => {
          event.preventDefault();
          if (form.isChanged) void form.save();
        }}
      >
        {before}
        <SaveFault title={t('notSaved')} error={form.fault} />
        <Where system={system} settings={settings} form={form} />
        <Labels system={system} settings={settings} form={form} />
        {traitsOf(system).hasPriorities ? <Priorities form={form} /> : null}
        <Leaves system={system} form={form} />
        <Automatic settings={settings} form={form} />
        <FormSection title={t('answers.title')} hint={t('answers.hint')}>
          <div id="answers">
            <AnswerTexts settings={settings} form={form} />
          </div>
        </FormSection>
        <LastChange at={settings.changed_at} by={settings.changed_by} />
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      <SaveFoot form={form} />
      <LeaveGuard isChanged={form.isChanged} holds={[]} />
    </>
  );
}

interface PartProps {
  system: string;
  settings: TrackerSettings;
  form: MappingValues;
}

function Where({ system, settings, form }: PartProps) {
  const { t } = useTranslation('linear');
  const words = wordsOf(system);
  const nameOf = useTeamName();
  const { catalog } = settings;
  const { team, project } = form.values;
  return (
    <FormSection title={t('where.title', words)} hint={t('where.hint')}>
      <div id="where" className="lnfacts">
        <div className="lncols">
          <SelectField
            label={t('form.team', words)}
            value={team}
            error={form.errorOf('team') ?? null}
            options={[{ value: '', label: t('where.noTeam') }, ...catalog.teams.map((one) => ({ value: one.id, label: nameOf(one) }))]}
            onChange={(next) => form.set({ team: next, project: '' })}
          />
          {traitsOf(system).hasProjects ? (
            <SelectField
              label={t('form.project')}
              value={project}
              error={form.errorOf('project') ?? null}
              options={[{ value: '', label: t('form.noProject') }, ...forTeam(catalog.projects, team).map(({ id, name }) => ({ value: id, label: name }))]}
              onChange={(next) => form.set({ project: next })}
            />
          ) : null}
        </div>
        <PublicWarning teams={catalog.teams} chosen={[team, ...form.values.areas.map((row) => row.team)]} />
        <AreaRows system={system} catalog={catalog} form={form} />
      </div>
    </FormSection>
  );
}

function Labels({ system, settings, form }: PartProps) {
  const { t } = useTranslation('linear');
  const { labels } = form.values;
  const error = form.errorOf('labels');
  return (
    <FormSection title={t('labels.title')} hint={t('labels.hint')}>
      <div id="labels" className="lnfacts">
        {settings.catalog.labels.length === 0 ? <p className="hint">{t('labels.none', { tracker: labelOf(system) })}</p> : null}
        {KINDS.map((kind) => (
          <fieldset key={kind} className="lnlabels">
            <legend className="lab">{t(`kind.${kind}`)}</legend>
            {settings.catalog.labels.map(({ id, name }) => {
              const chosen = labels[kind] ?? [];
              return (
                <Checkbox
                  key={id}
                  label={name}
                  isChecked={chosen.includes(id)}
                  onChange={(isOn) => form.set({ labels: { ...labels, [kind]: isOn ? [...chosen, id] : chosen.filter((one) => one !== id) } })}
                />
              );
            })}
          </fieldset>
        ))}
        {error ? <p className="hint bad">{error}</p> : null}
      </div>
    </FormSection>
  );
}

function Priorities({ form }: { form: MappingValues }) {
  const { t } = useTranslation('linear');
  const { priorities } = form.values;
  return (
    <FormSection title={t('priorities.title')} hint={t('priorities.hint')}>
      <div id="priorities" className="lncols">
        {OURS.map((ours) => (
          <SelectField
            key={ours}
            label={ours}
            value={String(priorities[ours] ?? USUAL[ours]) as (typeof THEIRS)[number]}
            options={THEIRS.map((value) => ({ value, label: t(`priority.${value}`) }))}
            onChange={(value) => form.set({ priorities: { ...priorities, [ours]: Number(value) } })}
          />
        ))}
      </div>
    </FormSection>
  );
}

function Leaves({ system, form }: { system: string; form: MappingValues }) {
  const { t } = useTranslation('linear');
  const words = wordsOf(system);
  const { shares_customer, shares_revenue } = form.values;
  return (
    <FormSection title={t('leaves.title')} hint={t('leaves.hint')}>
      <div id="leaves">
        <CheckOption label={t('leaves.customer')} hint={t('leaves.customerHint', words)} isChecked={shares_customer} onChange={(isOn) => form.set({ shares_customer: isOn })} />
        <CheckOption label={t('leaves.revenue')} hint={t('leaves.revenueHint', words)} isChecked={shares_revenue} onChange={(isOn) => form.set({ shares_revenue: isOn })} />
      </div>
    </FormSection>
  );
}

function Automatic({ settings, form }: Omit<PartProps, 'system'>) {
  const { t } = useTranslation('linear');
  const chosen = [form.values.team, ...form.values.areas.map((row) => row.team)];
  const isPublic = settings.catalog.teams.some((one) => one.is_public && chosen.includes(one.id));
  const { automatic_kinds: kinds, automatic_a_day: limit } = form.values;
  const error = form.errorOf('automatic_kinds');
  return (
    <FormSection title={t('automatic.title')} hint={t('automatic.hint')}>
      <div id="automatic" className="lnfacts">
        <fieldset className="lnlabels">
          <legend className="lab">{t('automatic.kinds')}</legend>
          {KINDS.map((kind) => (
            <Checkbox
              key={kind}
              label={t(`kind.${kind}`)}
              isChecked={kinds.includes(kind)}
              onChange={(isOn) => form.set({ automatic_kinds: isOn ? [...kinds, kind] : kinds.filter((one) => one !== kind) })}
            />
          ))}
        </fieldset>
        {error ? <p className="hint bad">{error}</p> : null}
        {kinds.length > 0 && isPublic ? <p className="hint">{t('automatic.public')}</p> : null}
        {kinds.length > 0 ? (
          <SelectField
            label={t('automatic.limit')}
            value={String(limit)}
            error={form.errorOf('automatic_a_day') ?? null}
            options={[...new Set([...LIMITS, limit])].sort((a, b) => a - b).map((one) => ({ value: String(one), label: String(one) }))}
            onChange={(next) => form.set({ automatic_a_day: Number(next) })}
          />
        ) : null}
      </div>
    </FormSection>
  );
}
