import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrands, useMay } from '@/shared/directory';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { SettingsLink, useOpenSettings } from '@/shared/slots';
import { Button, Empty, Icon, Loaded, SelectField } from '@/shared/ui';
import { fieldKeys, fieldsApi, fieldsQuery, filledQuery, type Field } from './api';
import { Frame } from './frame';
import { FieldCells, useOrder, type Move } from './move';

/** All fields that were added to tickets, in the order in which tickets show them. */
export function FieldsScreen() {
  const { t } = useTranslation('fields-settings');
  const may = useMay('field.write');
  const brands = useBrands();
  const openSettings = useOpenSettings();
  const [brand, setBrand] = useState('');
  const query = useQuery({ ...fieldsQuery, enabled: may });
  const add = (): void => void openSettings('/fields/new');
  useShortcuts(t('title'), [{ keys: 'n', label: t('add'), run: add }], may);
  const holds = (field: Field): boolean => brand === '' || field.brand === null || field.brand.slug === brand;
  return (
    <Frame
      title={t('title')}
      at="fields"
      actions={
        <>
          {brands.length > 1 ? (
            <SelectField
              hideLabel
              label={t('brand')}
              value={brand}
              options={[{ value: '', label: t('allBrands') }, ...brands.map((one) => ({ value: one.slug, label: one.name }))]}
              onChange={setBrand}
            />
          ) : null}
          <Button variant="primary" icon={<Icon icon={Plus} />} keys="n" onClick={add}>
            {t('add')}
          </Button>
        </>
      }
    >
      <Loaded query={query} fault={t('fault')}>
        {(fields) => {
          const shown = fields.filter(holds);
          return (
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
            <div className="scroll fset" tabIndex={0} role="region" aria-label={t('place.fields')}>
              {shown.length > 0 ? <FieldTable fields={shown} all={fields} /> : <Empty title={t('none')}>{t('noneHint')}</Empty>}
              <p className="hint">
                {t('formsHint')}{' '}
                <SettingsLink className="link" path="/portal">
                  {t('formsLink')}
                </SettingsLink>
              </p>
            </div>
          );
        }}
      </Loaded>
    </Frame>
  );
}

function FieldTable({ fields, all }: { fields: readonly Field[]; all: readonly Field[] }) {
  const { t } = useTranslation('fields-settings');
  const move = useOrder(all, fieldKeys.list, fieldsApi.order);
  const live = all.filter((one) => one.archived_at === null);
  return (
    <table className="dt cards">
      <thead>
        <tr>
          <th scope="col">
            <span className="vh">{t('column.order')}</span>
          </th>
          <th scope="col">{t('column.field')}</th>
          <th scope="col">{t('column.kind')}</th>
          <th scope="col">{t('column.brand')}</th>
          <th scope="col">{t('column.required')}</th>
          <th scope="col">{t('column.shown')}</th>
          <th scope="col">{t('column.filled')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <Row key={field.id} field={field} place={live.findIndex(({ id }) => id === field.id)} last={live.length - 1} onMove={(by) => move(field, by)} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  field: Field;
  /** Among those that are not archived; -1 for one that is. */
  place: number;
  last: number;
  onMove: Move;
}

function Row({ field, place, last, onMove }: RowProps) {
  const { t } = useTranslation('fields-settings');
  const isArchived = field.archived_at !== null;
  return (
    <tr className={isArchived ? 'out' : ''}>
      <FieldCells field={field} path={`/fields/${field.id}`} place={place} last={last} onMove={onMove} />
      <td data-label={t('column.kind')}>{field.kind === 'choice' ? t('choiceOf', { count: field.choices.length }) : t(`kind.${field.kind}`)}</td>
      <td data-label={t('column.brand')} dir="auto">
        {field.brand?.name ?? t('allBrands')}
      </td>
      <td data-label={t('column.required')}>
        {!field.is_required_on_resolve ? <span className="t2">{t('optional')}</span> : field.when ? t('whereShown') : t('always')}
      </td>
      <td data-label={t('column.shown')}>
        {t(field.is_for_customers ? 'inForms' : 'inTicket')}
        {field.when ? <span className="t2">, {t('sometimes')}</span> : null}
      </td>
      <td data-label={t('column.filled')}>
        <Filled of={field.key} />
      </td>
    </tr>
  );
}

/** Of what was resolved in the last 30 days; a count under twenty. */
function Filled({ of: key }: { of: string }) {
  const { t, i18n } = useTranslation('fields-settings');
  const { data } = useQuery(filledQuery);
  const found = data?.get(key);
  if (!found) return null;
  if (found.of === 0) return <span className="t2">{t('noneResolved')}</span>;
  if (found.of < 20) return t('filledOf', { filled: found.filled, count: found.of });
  return new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(found.filled / found.of);
}
