import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LastChange, LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { CheckOption, Empty, Field, Loaded, SelectField, toast } from '@/shared/ui';
import { rulesQuery, signalsApi, type RulesBody } from './api';
import { CalibrationTable } from './calibration-table';
import { Part } from './part';
import { TrialPart } from './trial-part';
import { KINDS, REASONS, type Content, type Kind, type Rules } from './words';
import './signals.css';

const LIMITS = ['renewal_days', 'least_tickets', 'at_risk'] as const;
const RANGES: Record<(typeof LIMITS)[number] | 'points' | 'alerts_a_week', [number, number]> = {
  points: [0, 60],
  renewal_days: [1, 365],
  least_tickets: [1, 50],
  at_risk: [1, 100],
  alerts_a_week: [0, 50],
};
type WeightName = keyof Content['weights'];
type Values = Record<WeightName | 'alerts_a_week', string> & { leads: Content['leads']; writes_company: boolean };
const NAMES = [...REASONS, ...LIMITS, 'alerts_a_week'] as const;
const rangeOf = (name: (typeof NAMES)[number]): [number, number] => (name in RANGES ? RANGES[name as keyof typeof RANGES] : RANGES.points);

const valuesOfContent = ({ weights, alerts_a_week, leads, writes_company }: Content): Values => ({
  ...(Object.fromEntries(Object.entries(weights).map(([name, value]) => [name, String(value)])) as Record<WeightName, string>),
  alerts_a_week: String(alerts_a_week),
  leads,
  writes_company,
});

/** The rules as they are sent; null while a number is none. */
export function bodyOf(values: Values): RulesBody | null {
  if (NAMES.some((name) => !isWithin(values[name], rangeOf(name)))) return null;
  const number = (name: (typeof NAMES)[number]): number => Number(values[name]);
  const weights = Object.fromEntries([...REASONS, ...LIMITS].map((name) => [name, number(name)]));
  return { weights, alerts_a_week: number('alerts_a_week'), leads: values.leads, writes_company: values.writes_company };
}

const isWithin = (text: string, [low, high]: [number, number]): boolean => /^\d{1,3}$/.test(text) && Number(text) >= low && Number(text) <= high;

/** What health is made of, who gets signals and how many, and what became of the companies of each band. */
export function HealthRulesScreen() {
  const { t } = useTranslation('signals');
  const may = useMay('insights.write');
  const query = useQuery({ ...rulesQuery, enabled: may });
  useDocumentTitle(t('rules.title'));
  return (
    <main className="pane sp set sgrules" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('rules.title')}</h1>
      </header>
      <ConnectionBar />
      {may ? (
        /* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */
        <div className="scroll fbody" tabIndex={0} role="region" aria-label={t('rules.title')}>
          <Loaded query={query} fault={t('rules.fault')}>
            {(rules) => <RulesForm rules={rules} />}
          </Loaded>
        </div>
      ) : (
        <Empty title={t('rules.notAllowed')}>{t('rules.notAllowedHint')}</Empty>
      )}
    </main>
  );
}

function RulesForm({ rules }: { rules: Rules }) {
  const { t } = useTranslation('signals');
  const client = useQueryClient();
  const form = useForm<Values, Rules>({
    saved: valuesOfContent(rules.content),
    faultsOf: (values) =>
      Object.fromEntries(
        NAMES.filter((name) => !isWithin(values[name], rangeOf(name))).map((name) => {
          const [min, max] = rangeOf(name);
          return [name, t('rules.number', { min, max })];
        }),
      ),
    send: (values) => signalsApi.publish(rules.version, bodyOf(values) ?? {}),
    onSaved: (saved) => {
      client.setQueryData(rulesQuery.queryKey, saved);
      toast(t('rules.saved', { version: saved.version }));
    },
  });
  const number = (name: (typeof NAMES)[number], label: string, hint?: string) => (
    <Field key={name} inputMode="numeric" label={label} {...(hint ? { hint } : {})} value={form.values[name]} error={form.errorOf(name) ?? null} onBlur={() => form.leave(name)} onChange={(event) => form.set({ [name]: event.target.value.trim() })} />
  );
  return (
    <form
      ref={form.box}
      className="form sgform"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <LeaveGuard isChanged={form.isChanged} />
      <Part id="weights" title={t('rules.weights')} hint={t('rules.weightsHint')}>
        <div className="sggrid">{REASONS.map((name) => number(name, t(`reason.${name}`), t(`rules.hint.${name}`)))}</div>
      </Part>
      <Part id="limits" title={t('rules.limits')}>
        <div className="sggrid">{LIMITS.map((name) => number(name, t(`rules.limit.${name}`)))}</div>
      </Part>
      <Part id="budget" title={t('rules.budget')} hint={t('rules.budgetHint')}>
        <div className="sggrid">{number('alerts_a_week', t('rules.alerts'))}</div>
      </Part>
      <Part id="leads" title={t('rules.leads')} hint={t('rules.leadsHint')}>
        <div className="sggrid">
          {KINDS.map((kind: Kind) => (
            <SelectField
              key={kind}
              label={t(`kind.${kind}`)}
              value={form.values.leads[kind] === null ? '' : String(form.values.leads[kind])}
              options={[{ value: '', label: t('nobody') }, ...rules.owners.map(({ id, name }) => ({ value: String(id), label: name }))]}
              onChange={(who) => form.set({ leads: { ...form.values.leads, [kind]: who ? Number(who) : null } })}
            />
          ))}
        </div>
      </Part>
      <Part id="use" title={t('rules.use')}>
        <CheckOption label={t('rules.writes')} hint={t('rules.writesHint')} isChecked={form.values.writes_company} onChange={(writes_company) => form.set({ writes_company })} />
      </Part>
      <TrialPart body={bodyOf(form.values)} isChanged={form.isChanged} />
      <SaveFault title={t('rules.failed')} error={form.fault} />
      <SaveFoot form={form} action={t('rules.publish', { version: rules.version + 1 })} />
      <LastChange at={rules.created_at} by={rules.by ? { id: 0, name: rules.by } : null} />
      <CalibrationTable />
    </form>
  );
}
