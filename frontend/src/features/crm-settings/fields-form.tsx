import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LastChange, LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { CheckOption, Field, FormSection, SelectField, toast } from '@/shared/ui';
import { CRMS, crmApi, nameOf, stateQuery, wordsOf, type Crm, type CrmField, type CrmMapping, type Rule } from './api';

const RULES = ['crm', 'candor', 'newest', 'ask'] as const satisfies readonly Rule[];

interface Values {
  rows: CrmField[];
  sends_outcomes: boolean;
  health_property: string;
}

/** Which property fills which field, and who wins where both have a value. */
export function FieldsForm({ system, id, mapping }: { system: Crm; id: number; mapping: CrmMapping }) {
  const { t } = useTranslation('crm-settings');
  const mayWrite = useMay('connection.write');
  const client = useQueryClient();
  const words = wordsOf(system);
  const bad = t('fields.bad', words);
  const isProperty = (text: string): boolean => CRMS[system].property.test(text);
  const form = useForm<Values, Awaited<ReturnType<typeof crmApi.save>>>({
    saved: { rows: mapping.rows, sends_outcomes: mapping.sends_outcomes, health_property: mapping.health_property },
    faultsOf: ({ rows, health_property }) => ({
      ...(rows.every((row) => isProperty(row.property) && isProperty(row.deal_property)) ? {} : { rows: bad }),
      ...(isProperty(health_property) ? {} : { health_property: bad }),
    }),
    send: ({ rows, sends_outcomes, health_property }) =>
      crmApi.save(id, {
        version: mapping.version,
        sends_outcomes,
        health_property,
        fields: rows.map(({ name, property, deal_property, rule }) => ({ name, property, deal_property, rule })),
      }),
    onSaved: (state) => {
      toast(t('fields.saved'));
      client.setQueryData(stateQuery(system, id).queryKey, state);
    },
  });
  const change = (name: string, given: Partial<CrmField>): void =>
    form.set({ rows: form.values.rows.map((row) => (row.name === name ? { ...row, ...given } : row)) });
  return (
    <form
      ref={form.box}
      aria-label={t('fields.title')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <LeaveGuard isChanged={form.isChanged} />
      <FormSection id="crm-fields" title={t('fields.title')} hint={t('fields.hint', words)} isWide>
      <table className="dt cards crmt">
        <thead>
          <tr>
            {(['field', 'property', 'deals', 'rule'] as const).map((name) => (
              <th key={name} scope="col">
                {t(`fields.column.${name}`, words)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {form.values.rows.map((row) => (
            <FieldRow key={row.name} system={system} row={row} isOff={!mayWrite} onChange={(given) => change(row.name, given)} />
          ))}
        </tbody>
      </table>
      <CheckOption
        label={t('fields.outcomes')}
        hint={t('fields.outcomesHint', words)}
        isChecked={form.values.sends_outcomes}
        onChange={(sends_outcomes) => (mayWrite ? form.set({ sends_outcomes }) : undefined)}
      />
      <Field
        label={t('fields.health')}
        hint={t('fields.healthHint', words)}
        dir="ltr"
        spellCheck={false}
        autoComplete="off"
        maxLength={100}
        disabled={!mayWrite}
        value={form.values.health_property}
        error={form.errorOf('health_property') ?? null}
        onBlur={() => form.leave('health_property')}
        onChange={(event) => form.set({ health_property: event.target.value.trim() })}
      />
      <SaveFault title={t('fields.failed')} error={form.fault} />
      {mayWrite ? <SaveFoot form={form} /> : null}
      <LastChange at={mapping.changed_at} by={mapping.changed_by ? { id: 0, name: mapping.changed_by } : null} />
      </FormSection>
    </form>
  );
}

interface FieldRowProps {
  system: Crm;
  row: CrmField;
  isOff: boolean;
  onChange: (given: Partial<CrmField>) => void;
}

function FieldRow({ system, row, isOff, onChange }: FieldRowProps) {
  const { t } = useTranslation('crm-settings');
  const name = row.label || t(`field.${row.name}` as 'field.arr', { defaultValue: row.name, ...nameOf(system) });
  const words = wordsOf(system);
  const faultOf = (text: string): string | null => (CRMS[system].property.test(text) ? null : t('fields.bad', words));
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
        {row.unreadable > 0 ? <span className="why2 bad">{t('fields.unreadable', { count: row.unreadable })}</span> : null}
      </th>
      <td data-label={t('fields.column.property', words)}>
        <Field
          label={t('fields.propertyOf', { name })}
          hideLabel
          dir="ltr"
          spellCheck={false}
          autoComplete="off"
          maxLength={100}
          disabled={isOff || row.is_fixed}
          error={faultOf(row.property)}
          value={row.property}
          onChange={(event) => onChange({ property: event.target.value.trim() })}
        />
      </td>
      <td data-label={t('fields.column.deals', words)}>
        {row.takes_deals ? (
          <Field
            label={t('fields.dealsOf', { name })}
            hideLabel
            dir="ltr"
            spellCheck={false}
            autoComplete="off"
            maxLength={100}
            disabled={isOff}
            error={faultOf(row.deal_property)}
            value={row.deal_property}
            onChange={(event) => onChange({ deal_property: event.target.value.trim() })}
          />
        ) : (
          <span className="t3">{t('fields.noDeals')}</span>
        )}
      </td>
      <td data-label={t('fields.column.rule')}>
        <SelectField
          label={t('fields.ruleOf', { name })}
          hideLabel
          disabled={isOff}
          value={row.rule}
          options={RULES.map((value) => ({ value, label: t(`rule.${value}`, nameOf(system)) }))}
          onChange={(rule) => onChange({ rule })}
        />
      </td>
    </tr>
  );
}
