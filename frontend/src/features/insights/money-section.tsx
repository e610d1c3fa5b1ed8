import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { LastChange, LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { numberText, readNumber, TWO_MEANINGS } from '@/shared/lib/numbers';
import { numberOf, Field, Loaded, toast } from '@/shared/ui';
import { assume, moneyQuery } from './api';
import type { Money } from './words';

const NAMES = [
  'assisted_cost',
  'self_service_cost',
  'hourly_cost',
  'minutes_per_draft',
  'support_cost_monthly',
  'churn_reduction_monthly',
  'licence_monthly',
  'implementation_once',
  'usd_rate',
] as const;
const NEEDED: readonly string[] = ['churn_reduction_monthly', 'licence_monthly', 'implementation_once', 'usd_rate'];
type Name = (typeof NAMES)[number];
type Values = Record<Name | 'currency', string>;

/** What answering without a person saves: the figures, the formula with them in it, and one's own estimates. */
export function MoneySection({ days }: { days: number }) {
  const { t } = useTranslation('insights');
  const query = useQuery(moneyQuery(days));
  const isNarrow = isProblem(query.error) && query.error.status === 403;
  return (
    <section className="qa" aria-labelledby="money">
      <h2 id="money">{t('money.title')}</h2>
      {isNarrow ? (
        <p className="t2">{t('money.narrow')}</p>
      ) : (
        <Loaded query={query} fault={t('money.fault')}>
          {(money) => <Shown money={money} days={days} />}
        </Loaded>
      )}
    </section>
  );
}

function Shown({ money, days }: { money: Money; days: number }) {
  const { t, i18n } = useTranslation('insights');
  const mayWrite = useMay('insights.write');
  const { measured, own, results } = money;
  const show = (amount: string | null): string =>
    amount === null ? t('money.missing') : new Intl.NumberFormat(i18n.language, { style: 'currency', currency: own.currency }).format(Number(amount));
  return (
    <>
      <p className="inv">
        <b>{show(results.saving)}</b> <span className="t2">{t('money.saved', { count: measured.deflected })}</span>
      </p>
      <p className="fml" role="group" aria-label={t('formula')}>
        {t('money.formula', { count: measured.deflected, assisted: show(results.assisted_cost), alone: show(results.self_service_cost), saving: show(results.saving) })}
      </p>
      <table className="dt inmt">
        <tbody>
          <Line name={t('money.deflection')} how={t('money.deflectionHow', { part: measured.deflected, whole: results.potential })} value={results.deflection === null ? t('nothing') : new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 }).format(Number(results.deflection) / 100)} />
          <Line name={t('money.costPerTicket')} how={t('money.costPerTicketHow', { count: measured.solved_by_people })} value={show(results.cost_per_ticket)} />
          <Line name={t('money.productivity')} how={t('money.productivityHow', { count: measured.drafts_used, minutes: own.minutes_per_draft ?? '?', cost: show(own.hourly_cost) })} value={show(results.productivity)} />
          <Line name={t('money.churn')} how={t('money.told')} value={show(own.churn_reduction_monthly)} />
          <Line name={t('money.licence')} how={t('money.told')} value={show(negative(own.licence_monthly))} />
          <Line name={t('money.implementation')} how={t('money.over12', { amount: show(own.implementation_once) })} value={show(negative(String(Number(own.implementation_once) / 12)))} />
          <Line name={t('money.models')} how={t('money.modelsHow')} value={show(measured.ai_cost)} />
        </tbody>
        <tfoot>
          <Line name={t('money.return')} how={t('money.returnHow', { count: measured.days })} value={show(results.monthly_return)} />
        </tfoot>
      </table>
      {mayWrite ? <Estimates money={money} days={days} /> : null}
    </>
  );
}

/** What is paid; nothing is not minus nothing. */
const negative = (amount: string): string => (Number(amount) === 0 ? amount : String(-Number(amount)));

function Line({ name, how, value }: { name: string; how: string; value: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="t2">{how}</td>
      <td className="r">{value}</td>
    </tr>
  );
}

const MOST = 99_999_999_999;
const digitsOf = (name: Name): number => (name === 'usd_rate' ? 6 : 2);

/** The figures as the language writes them. */
function formOf({ own }: Money, locale: string): Values {
  const shown = (name: Name): string => (own[name] === null ? '' : numberText(Number(own[name]), locale, digitsOf(name)));
  const written = NAMES.map((name) => [name, shown(name)]);
  return { ...(Object.fromEntries(written) as Record<Name, string>), currency: own.currency };
}

/** What is written; NaN for what is no amount, or has more digits than are kept. */
function amountOf(name: Name, text: string, locale: string): number | null {
  const value = numberOf(text, locale, { min: 0, max: MOST, isOptional: !NEEDED.includes(name), digits: digitsOf(name) });
  return value !== null && Number(value.toFixed(digitsOf(name))) !== value ? Number.NaN : value;
}

function Estimates({ money, days }: { money: Money; days: number }) {
  const { t, i18n } = useTranslation(['insights', 'shared']);
  const client = useQueryClient();
  const form = useForm<Values, Money>({
    saved: formOf(money, i18n.language),
    faultsOf: (values) => {
      const faults: Partial<Record<keyof Values, string>> = {};
      for (const name of NAMES) {
        const isUnclear = readNumber(values[name], i18n.language, digitsOf(name)) === TWO_MEANINGS;
        if (Number.isNaN(amountOf(name, values[name], i18n.language))) faults[name] = t(isUnclear ? 'shared:form.noThousands' : 'money.amount');
      }
      if (!/^[A-Z]{3}$/.test(values.currency)) faults.currency = t('money.currencyHint');
      return faults;
    },
    send: (values, changed) =>
      assume(days, { ...Object.fromEntries(changed.map((name) => [name, name === 'currency' ? values.currency : (amountOf(name, values[name], i18n.language)?.toFixed(digitsOf(name)) ?? null)])), version: money.own.version }),
    onSaved: (saved) => {
      client.setQueryData(moneyQuery(days).queryKey, saved);
      toast(t('money.saved_toast'));
    },
  });
  const { changed_at: at, changed_by: by } = money.own;
  return (
    <form
      className="inmf"
      ref={form.box}
      aria-label={t('money.own')}
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <h3>{t('money.own')}</h3>
      <p className="t2 f12">{t('money.ownHint')}</p>
      <div className="inmg">
        <Field label={t('money.currency')} maxLength={3} value={form.values.currency} error={form.errorOf('currency') ?? null} onBlur={() => form.leave('currency')} onChange={(event) => form.set({ currency: event.target.value.toUpperCase() })} />
        {NAMES.map((name) => (
          <Field
            key={name}
            inputMode="decimal"
            label={t(`money.field.${name}`)}
            value={form.values[name]}
            error={form.errorOf(name) ?? null}
            onBlur={() => form.leave(name)}
            onChange={(event) => form.set({ [name]: event.target.value })}
          />
        ))}
      </div>
      <LastChange at={at} by={by} />
      <SaveFault title={t('money.notSaved')} error={form.fault} />
      <LeaveGuard isChanged={form.isChanged} />
      <SaveFoot form={form} />
    </form>
  );
}
