import { useRef, useState, type FormEvent } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { useBrands } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { useFocusAfter } from '@/shared/lib/focus-after';
import { Button, Confirm, Empty, FormSection, Loaded, SelectField, toast, toastFailure, useReasonOf } from '@/shared/ui';

import './retention.css';
import { keptOutQuery, privacyApi, type AiExclusion, type AiExclusions } from '../api';

const KINDS = ['brand', 'category', 'field'] as const;
const EVERY = '';

/** What no engine of the assistant reads. */
export function KeepOutPart() {
  const { t } = useTranslation('privacy');
  const query = useQuery(keptOutQuery);
  const section = useRef<HTMLElement>(null);
  const next = useRef<HTMLElement>(null);
  const [ending, setEnding] = useState<AiExclusion | null>(null);
  const leave = useFocusAfter(next, ending !== null);
  const leaveRow = (id: number): void => {
    const row = section.current?.querySelector(`tr[data-rule="${id}"]`);
    const beside = row?.nextElementSibling ?? row?.previousElementSibling;
    next.current = beside?.querySelector('button') ?? section.current;
    leave();
  };
  return (
    <FormSection ref={section} id="kept-out" title={t('keptOut.title')} hint={t('keptOut.hint')}>
      <Loaded query={query} fault={t('keptOut.fault')}>
        {(data) => (
          <>
            <NewRule known={data} />
            {data.results.length === 0 ? <Empty title={t('keptOut.none')}>{t('keptOut.noneHint')}</Empty> : <Rules known={data} onEnd={setEnding} />}
            {ending ? <EndRule known={data} rule={ending} onDone={() => leaveRow(ending.id)} onClose={() => setEnding(null)} /> : null}
          </>
        )}
      </Loaded>
    </FormSection>
  );
}

/** A category or a field as people call it. */
function useNames(known: AiExclusions): (kind: AiExclusion['kind'], value: string) => string {
  const { t, i18n } = useTranslation(['privacy', 'shared']);
  return (kind, value) => {
    if (kind === 'field') return known.custom_fields.find((one) => one.key === value)?.label ?? value;
    return i18n.exists(`shared:type.${value}`) ? t(`shared:type.${value}` as 'shared:type.bug') : value;
  };
}

function NewRule({ known }: { known: AiExclusions }) {
  const { t } = useTranslation('privacy');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const brands = useBrands();
  const nameOf = useNames(known);
  const [kind, setKind] = useState<AiExclusion['kind']>('category');
  const [value, setValue] = useState('');
  const [brand, setBrand] = useState(EVERY);
  const add = useMutation({
    mutationFn: () => privacyApi.keepOut({ kind, value: kind === 'brand' ? '' : value, brand_id: brand === EVERY ? null : Number(brand) }),
    onSuccess: (data) => {
      client.setQueryData(keptOutQuery.queryKey, data);
      setValue('');
      toast(t('keptOut.added'));
    },
    onError: (error) => toastFailure(t('keptOut.notDone', { why: reasonOf(error) })),
  });
  const choices = kind === 'field' ? known.custom_fields.map((one) => one.key) : known.categories;
  const isReady = kind === 'brand' ? brand !== EVERY : choices.includes(value);
  const everywhere = kind === 'brand' ? t('keptOut.choose') : t('keptOut.everyBrand');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) add.mutate();
  };
  return (
    <form className="holdnew" onSubmit={submit}>
      <SelectField
        label={t('keptOut.what')}
        value={kind}
        options={KINDS.map((one) => ({ value: one, label: t(`keptOut.kinds.${one}`) }))}
        onChange={(one) => {
          setKind(one);
          setValue('');
        }}
      />
      {kind === 'brand' ? null : (
        <SelectField
          label={t(kind === 'field' ? 'keptOut.fieldName' : 'keptOut.category')}
          value={value}
          options={[{ value: '', label: t('keptOut.choose') }, ...choices.map((one) => ({ value: one, label: nameOf(kind, one) }))]}
          onChange={setValue}
        />
      )}
      <SelectField
        label={t('keptOut.brand')}
        value={brand}
        options={[{ value: EVERY, label: everywhere }, ...brands.map((one) => ({ value: String(one.id), label: one.name }))]}
        onChange={setBrand}
      />
      <Button type="submit" unavailable={isReady ? null : t('keptOut.missing')} busy={add.isPending ? t('keptOut.adding') : null}>
        {t('keptOut.add')}
      </Button>
    </form>
  );
}

interface EndRuleProps {
  known: AiExclusions;
  rule: AiExclusion;
  onDone: () => void;
  onClose: () => void;
}

/** Asks first: what the assistant has read cannot be taken back. */
function EndRule({ known, rule, onDone, onClose }: EndRuleProps) {
  const { t } = useTranslation('privacy');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const nameOf = useNames(known);
  const name = t(`keptOut.rules.${rule.kind}`, { name: nameOf(rule.kind, rule.value) });
  const remove = useMutation({
    mutationFn: () => privacyApi.letIn(rule.id),
    onSuccess: () => {
      toast(t('keptOut.removed'));
      onDone();
      void client.invalidateQueries({ queryKey: keptOutQuery.queryKey });
    },
    onError: (error) => toastFailure(t('keptOut.notDone', { why: reasonOf(error) })),
    onSettled: onClose,
  });
  return (
    <Confirm
      isOpen
      onOpenChange={(isOpen) => (isOpen || remove.isPending ? undefined : onClose())}
      title={t('keptOut.endTitle')}
      consequence={t('keptOut.consequence', { name, brand: rule.brand || t('keptOut.everyBrand') })}
      cancel={t('keptOut.stay')}
      action={t('keptOut.remove')}
      busy={remove.isPending ? t('keptOut.removing') : null}
      onConfirm={() => remove.mutate()}
    />
  );
}

function Rules({ known, onEnd }: { known: AiExclusions; onEnd: (rule: AiExclusion) => void }) {
  const { t, i18n } = useTranslation('privacy');
  const nameOf = useNames(known);
  return (
    <table className="dt cards">
      <thead>
        <tr>
          <th scope="col">{t('keptOut.what')}</th>
          <th scope="col">{t('keptOut.brand')}</th>
          <th scope="col">{t('keptOut.count')}</th>
          <th scope="col">{t('keptOut.since')}</th>
          <th scope="col">{t('keptOut.end')}</th>
        </tr>
      </thead>
      <tbody>
        {known.results.map((row) => (
          <tr key={row.id} data-rule={row.id}>
            <th scope="row" dir="auto">
              {t(`keptOut.rules.${row.kind}`, { name: nameOf(row.kind, row.value) })}
            </th>
            <td data-label={t('keptOut.brand')} dir="auto">
              {row.brand || t('keptOut.everyBrand')}
            </td>
            <td data-label={t('keptOut.count')}>{t('keptOut.tickets', { count: row.last_30_days })}</td>
            <td data-label={t('keptOut.since')} dir="auto">
              {t('keptOut.by', { when: absoluteTime(row.created_at, i18n.language), who: row.by })}
            </td>
            <td data-label={t('keptOut.end')}>
              <Button onClick={() => onEnd(row)}>{t('keptOut.remove')}</Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
