import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useTeams } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { localDay } from '@/shared/lib/dates';
import { moved } from '@/shared/lib/moved';
import { zoneOptions } from '@/shared/lib/time-zones';
import { Button, Checkbox, ChoiceMenu, Field, FormSection, Icon, IconButton, Loaded, NumberField, SelectField } from '@/shared/ui';
import { settingsQuery, type Preferences } from './api';
import { switched, TO_TEAM, withTeam } from './chain-step';
import { Frame } from './frame';
import { PreferencesFoot } from './preferences-foot';
import { usePreferences } from './use-preferences';

type Chains = Preferences['chains'];
type Rota = Preferences['on_call'];

const TIERS = ['T1', 'T2', 'T3'] as const;
const ACTIONS = [
  'escalate_senior', 'escalate_tier', 'reassign_senior', 'reassign_csm', 'reassign_on_call', 'raise_priority',
  'notify_assignee', 'notify_team', 'notify_lead', 'notify_csm', 'notify_on_call',
] as const;
/** The triggers, and the most that the server takes for each. */
const MOST = {
  sentiment_messages: 20,
  repeated_contacts: 100,
  repeated_days: 365,
  value_arr: 1_000_000_000,
  value_renewal_days: 730,
  value_health: 100,
} as const;
type Trigger = keyof typeof MOST;
const TRIGGERS = Object.keys(MOST) as Trigger[];
const fits = (name: Trigger, value: number): boolean => value >= 0 && value <= MOST[name];
const MAX_STEPS = 6;

/** When work escalates, through which steps, and whose turn it is. */
export function EscalationScreen() {
  const { t, i18n } = useTranslation('routing-settings');
  const form = usePreferences();
  const { values } = form;
  const rangeOf = (name: Trigger): string => t('shared:form.wholeRange', { min: 0, max: MOST[name].toLocaleString(i18n.language) });
  const isTurnWrong = Number.isNaN(values?.on_call.days) || Number.isNaN(values?.on_call.hour);
  const bad = values ? TRIGGERS.find((name) => !fits(name, values.triggers[name])) : undefined;
  const isLong = values ? TIERS.some((tier) => values.chains[tier].length > MAX_STEPS) : false;
  const isEmpty = values ? TIERS.some((tier) => values.chains[tier].some((step) => step.length === 0)) : false;
  return (
    <Frame page="escalation">
      <LeaveGuard isChanged={form.isChanged} holds={[]} />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll rt-plain" tabIndex={0} role="region" aria-label={t('page.escalation')}>
        <Loaded query={form.query} fault={t('fault')}>
          {values ? (
            <>
              <FormSection title={t('triggers.title')} hint={t('triggers.hint')}>
                <div className="rt-numbers">
                  {TRIGGERS.map((name) => (
                    <NumberField
                      key={name}
                      isWhole
                      label={t(`triggers.${name}`)}
                      hint={t(`triggers.${name}Hint`)}
                      unit={t(`triggers.${name}Unit`)}
                      min={0}
                      max={MOST[name]}
                      value={values.triggers[name]}
                      onChange={(value) => form.set({ triggers: { ...values.triggers, [name]: value ?? Number.NaN } })}
                    />
                  ))}
                </div>
              </FormSection>
              <FormSection title={t('chains.title')} hint={`${t('chains.hint')} ${t('chains.kept')} ${t('chains.csm')}`}>
                {TIERS.map((tier) => (
                  <Chain key={tier} tier={tier} steps={values.chains[tier]} onChange={(steps) => form.set({ chains: { ...values.chains, [tier]: steps } })} />
                ))}
              </FormSection>
              <FormSection title={t('onCall.title')} hint={t('onCall.hint')}>
                <OnCall rota={values.on_call} onChange={(rota) => form.set({ on_call: rota })} />
              </FormSection>
            </>
          ) : null}
        </Loaded>
      </div>
      <PreferencesFoot form={form} lack={bad ? `${t(`triggers.${bad}`)}: ${rangeOf(bad)}` : isTurnWrong ? t('onCall.unread') : isEmpty ? t('chains.emptyStep') : isLong ? t('chains.most', { count: MAX_STEPS }) : null} />
    </Frame>
  );
}

interface ChainProps {
  tier: (typeof TIERS)[number];
  steps: Chains['T1'];
  onChange: (steps: Chains['T1']) => void;
}

function Chain({ tier, steps, onChange }: ChainProps) {
  const { t } = useTranslation('routing-settings');
  const add = useRef<HTMLButtonElement>(null);
  const put = (index: number, next: string[]): void => onChange(steps.map((step, at) => (at === index ? next : step)));
  return (
    <fieldset className="rt-chain">
      <legend>{t('chains.tier', { tier })}</legend>
      <ol>
        {steps.map((step, index) => (
          <li key={`${tier}-${String(index)}`}>
            <span className="rt-words" role="group" aria-label={t('chains.step', { tier, step: index + 1 })}>
              {ACTIONS.map((action) => (
                <Checkbox
                  key={action}
                  label={t(`action.${action}`)}
                  isChecked={step.includes(action)}
                  onChange={(isOn) => put(index, switched(step, action, isOn))}
                />
              ))}
              <TeamOf step={step} onChange={(next) => put(index, next)} />
            </span>
            <IconButton
              size="sm"
              label={t('chains.removeStep', { step: index + 1 })}
              onClick={() => {
                onChange(steps.filter((_, at) => at !== index));
                add.current?.focus();
              }}
            >
              <Icon icon={X} size={14} />
            </IconButton>
          </li>
        ))}
      </ol>
      <Button
        ref={add}
        variant="ghost"
        size="sm"
        icon={<Icon icon={Plus} size={14} />}
        unavailable={steps.length < MAX_STEPS ? null : t('chains.most', { count: MAX_STEPS })}
        onClick={() => onChange([...steps, ['notify_lead']])}
      >
        {t('chains.addStep')}
      </Button>
    </fieldset>
  );
}

/** The team that a step gives the ticket to. */
function TeamOf({ step, onChange }: { step: readonly string[]; onChange: (step: string[]) => void }) {
  const { t } = useTranslation('routing-settings');
  const teams = useTeams();
  const slug = step.find((action) => action.startsWith(TO_TEAM))?.slice(TO_TEAM.length) ?? '';
  return (
    <SelectField
      label={t('chains.toTeam')}
      value={slug}
      options={[{ value: '', label: t('chains.noTeam') }, ...teams.map((team) => ({ value: team.slug, label: team.name }))]}
      onChange={(next) => onChange(withTeam(step, next))}
    />
  );
}

function OnCall({ rota, onChange }: { rota: Rota; onChange: (rota: Rota) => void }) {
  const { t } = useTranslation('routing-settings');
  const known = useQuery(settingsQuery).data?.people;
  const able = known ?? [];
  const list = useRef<HTMLDivElement>(null);
  const people = rota.people ?? [];
  const nameOf = (id: number): string => able.find((person) => person.id === id)?.name ?? `#${String(id)}`;
  const whole = (change: Rota): Rota => ({
    people,
    since: rota.since ?? localDay(Date.now()),
    days: rota.days ?? 7,
    hour: rota.hour ?? 9,
    timezone: rota.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...change,
  });
  const others = able.filter(({ id }) => !people.includes(id));
  return (
    <div ref={list} tabIndex={-1}>
      <ol className="rt-turns">
        {people.map((id, index) => (
          <li key={id}>
            <bdi>{nameOf(id)}</bdi>
            {known && !able.some((person) => person.id === id) ? <span className="t3">{t('onCall.gone')}</span> : null}
            <span className="sp" />
            <Button size="sm" variant="ghost" unavailable={index === 0 ? t('onCall.isFirst') : null} onClick={() => onChange(whole({ people: moved(people, index, index - 1) }))}>
              {t('onCall.earlier', { name: nameOf(id) })}
            </Button>
            <IconButton
              size="sm"
              label={t('onCall.remove', { name: nameOf(id) })}
              onClick={() => {
                const rest = people.filter((one) => one !== id);
                onChange(rest.length > 0 ? whole({ people: rest }) : {});
                requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('.choicemenu')?.focus());
              }}
            >
              <Icon icon={X} size={14} />
            </IconButton>
          </li>
        ))}
      </ol>
      <ChoiceMenu
        options={others.map(({ id, name }) => ({ value: String(id), label: <bdi>{name}</bdi> }))}
        onChoose={(id) => onChange(whole({ people: [...people, Number(id)] }))}
      >
        {t('onCall.add')}
      </ChoiceMenu>
      {people.length > 0 ? (
        <div className="rt-numbers">
          <Field label={t('onCall.since')} type="date" value={rota.since ?? ''} onChange={(event) => onChange(whole({ since: event.target.value }))} />
          <NumberField isWhole label={t('onCall.days')} unit={t('unit.days')} min={1} max={60} value={rota.days ?? 7} onChange={(days) => onChange(whole({ days: days ?? Number.NaN }))} />
          <NumberField isWhole label={t('onCall.hour')} min={0} max={23} value={rota.hour ?? 9} onChange={(hour) => onChange(whole({ hour: hour ?? Number.NaN }))} />
          <SelectField
            label={t('onCall.timezone')}
            value={rota.timezone ?? 'UTC'}
            options={zoneOptions(rota.timezone ?? 'UTC')}
            onChange={(timezone) => onChange(whole({ timezone }))}
          />
        </div>
      ) : null}
    </div>
  );
}
