import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { Badge, CheckOption, NumberField, FormSection, Loaded } from '@/shared/ui';
import { spendingQuery, type Spending } from './api';
import { Frame } from './frame';
import { useDraft, type Editing } from './use-draft';

const MOST_USD = 1_000_000;

/** What leaves for a model, what it may cost, and what it has cost. */
export function CostsScreen() {
  const { t } = useTranslation(['assistant-settings', 'shared']);
  const may = useMay('assistant.read');
  const form = useDraft();
  const query = useQuery({ ...spendingQuery, enabled: may });
  const isWrong = Number.isNaN(form.editing?.content.budget.daily_usd ?? 0);
  return (
    <Frame page="costs" form={form} lack={isWrong ? t('shared:form.numberRange', { min: 0, max: MOST_USD }) : null}>
      {(editing) => (
        <>
          <FormSection title={t('masking.title')} hint={t('masking.hint')}>
            <fieldset disabled={!editing.mayWrite} className="as-set">
              <legend className="vh">{t('masking.title')}</legend>
              <CheckOption
                label={t('masking.isOn')}
                hint={t('masking.isOnHint')}
                isChecked={editing.content.masking.is_on}
                onChange={(isOn) => editing.set({ masking: { is_on: isOn } })}
              />
            </fieldset>
          </FormSection>
          <Loaded query={query} fault={t('budget.fault')}>
            {(spending) => (
              <>
                <Budget editing={editing} spending={spending} />
                <FormSection title={t('spending.title')} hint={t('spending.hint')}>
                  <Report spending={spending} />
                </FormSection>
              </>
            )}
          </Loaded>
        </>
      )}
    </Frame>
  );
}

const useMoney = (): Intl.NumberFormat => {
  const { i18n } = useTranslation('assistant-settings');
  return new Intl.NumberFormat(i18n.language, { style: 'currency', currency: 'USD', maximumFractionDigits: 4, minimumFractionDigits: 2 });
};

function Budget({ editing, spending }: { editing: Editing; spending: Spending }) {
  const { t } = useTranslation('assistant-settings');
  const money = useMoney();
  const { daily_usd: limit } = editing.content.budget;
  return (
    <FormSection title={t('budget.title')} hint={t('budget.hint')}>
      <fieldset disabled={!editing.mayWrite} className="as-set">
        <legend className="vh">{t('budget.title')}</legend>
        <NumberField
          label={t('budget.daily')}
          hint={t('budget.dailyHint')}
          unit="USD"
          min={0}
          max={MOST_USD}
          digits={2}
          isOptional
          value={limit}
          onChange={(daily_usd) => editing.set({ budget: { daily_usd } })}
        />
      </fieldset>
      <p role="status" dir="auto">
        {t('budget.today', { spent: money.format(spending.spent_usd_today), limit: money.format(spending.limit_usd) })}{' '}
        {spending.is_spent && spending.uses_model ? <Badge tone="warn">{t('budget.spent')}</Badge> : null}
      </p>
      <p className="hint">{t(spending.uses_model ? 'budget.atLimit' : 'budget.noModel')}</p>
    </FormSection>
  );
}

function Report({ spending }: { spending: Spending }) {
  const { t, i18n } = useTranslation('assistant-settings');
  const money = useMoney();
  const number = new Intl.NumberFormat(i18n.language);
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' });
  if (spending.results.length === 0) return <p className="hint">{t('spending.none')}</p>;
  return (
    <div className="as-wide">
      <table className="dt">
        <caption className="vh">{t('spending.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('spending.day')}</th>
            <th scope="col">{t('spending.capability')}</th>
            <th scope="col">{t('spending.model')}</th>
            <th scope="col" className="fn">{t('spending.calls')}</th>
            <th scope="col" className="fn">{t('spending.tokens')}</th>
            <th scope="col" className="fn">{t('spending.cost')}</th>
          </tr>
        </thead>
        <tbody>
          {spending.results.map((row) => (
            <tr key={`${row.on}/${row.capability}/${row.engine}`}>
              <td>{day.format(new Date(row.on))}</td>
              <td>{t(`capability.${row.capability}`)}</td>
              <td>
                <bdi>{row.engine}</bdi>
              </td>
              <td className="fn">{row.failures > 0 ? t('spending.failed', { calls: number.format(row.calls), failures: number.format(row.failures) }) : number.format(row.calls)}</td>
              <td className="fn">{t('spending.inOut', { in: number.format(row.input_tokens), out: number.format(row.output_tokens) })}</td>
              <td className="fn">{money.format(row.cost_usd)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={5}>
              {t('spending.sum')}
            </th>
            <td className="fn">
              <b>{money.format(spending.total_usd)}</b>
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
