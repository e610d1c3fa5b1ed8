import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useTranslation } from 'react-i18next';
import { customerFieldsKey, customerFieldsQuery, type CustomerField } from '@/shared/custom-fields';
import { useMay } from '@/shared/directory';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useOpenSettings } from '@/shared/slots';
import { Button, Empty, Icon, Loaded } from '@/shared/ui';
import { Frame, pathOf } from '../frame';
import { FieldCells, useOrder, type Move } from '../move';
import { customerFieldsApi, filledQuery, type Of } from './api';

/** The fields that were added to companies, or to contacts, in their order. */
export function CustomerFieldsScreen({ of }: { of: Of }) {
  const { t } = useTranslation('fields-settings');
  const may = useMay('field.write');
  const openSettings = useOpenSettings();
  const query = useQuery({ ...customerFieldsQuery, enabled: may });
  const add = (): void => void openSettings(pathOf(of, 'new'));
  useShortcuts(t(`place.${of}`), [{ keys: 'n', label: t('add'), run: add }], may);
  return (
    <Frame
      title={t('title')}
      at={of}
      actions={
        <Button variant="primary" icon={<Icon icon={Plus} />} keys="n" onClick={add}>
          {t('add')}
        </Button>
      }
    >
      <Loaded query={query} fault={t('fault')}>
        {(all) => {
          const fields = all.filter((one) => one.of === of);
          return (
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
            <div className="scroll fset" tabIndex={0} role="region" aria-label={t(`place.${of}`)}>
              {fields.length > 0 ? <Table of={of} fields={fields} /> : <Empty title={t('none')}>{t(`customers.noneHint.${of}`)}</Empty>}
              <p className="hint">{t(`customers.hint.${of}`)}</p>
            </div>
          );
        }}
      </Loaded>
    </Frame>
  );
}

function Table({ of, fields }: { of: Of; fields: readonly CustomerField[] }) {
  const { t } = useTranslation('fields-settings');
  const move = useOrder(
    fields,
    customerFieldsKey,
    (ids) => customerFieldsApi.order(of, ids),
    (known, part) => [...known.filter((one) => one.of !== of), ...part],
  );
  const live = fields.filter((one) => one.archived_at === null);
  return (
    <table className="dt cards">
      <thead>
        <tr>
          <th scope="col">
            <span className="vh">{t('column.order')}</span>
          </th>
          <th scope="col">{t('column.field')}</th>
          <th scope="col">{t('column.kind')}</th>
          <th scope="col">{t('customers.filled')}</th>
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
  field: CustomerField;
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
      <FieldCells field={field} path={pathOf(field.of, field.id)} place={place} last={last} onMove={onMove} />
      <td data-label={t('column.kind')}>{field.kind === 'choice' ? t('choiceOf', { count: field.choices.length }) : t(`kind.${field.kind}`)}</td>
      <td data-label={t('customers.filled')}>
        <Filled field={field} />
      </td>
    </tr>
  );
}

/** Of the newest companies or contacts; a count under twenty. */
function Filled({ field }: { field: CustomerField }) {
  const { t, i18n } = useTranslation('fields-settings');
  const { data } = useQuery(filledQuery);
  const found = data?.find((one) => one.of === field.of && one.key === field.key);
  if (!found) return null;
  if (found.among < 20) return t('filledOf', { filled: found.filled, count: found.among });
  return new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(found.filled / found.among);
}
