import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import { Button, Field, Icon, IconButton, SelectField } from '@/shared/ui';
import { ROLES } from './api';
import type { GroupRole } from './form-values';

/** Which role a group of the provider gives; the first that fits decides. */
export function GroupRoles({ rows, onRows }: { rows: readonly GroupRole[]; onRows: (rows: GroupRole[]) => void }) {
  const { t } = useTranslation('security');
  const change = (index: number, part: Partial<GroupRole>): void =>
    onRows(rows.map((row, place) => (place === index ? { ...row, ...part } : row)));
  return (
    <fieldset className="sec-people">
      <legend className="lab">{t('groups.title')}</legend>
      <p className="hint">{t('groups.hint')}</p>
      {rows.map((row, index) => (
        // The rows have no names of their own.
        <div className="sec-group" key={index}>
          <Field label={t('groups.group', { number: index + 1 })} dir="auto" value={row.group} onChange={(event) => change(index, { group: event.target.value })} />
          <SelectField
            label={t('groups.role', { number: index + 1 })}
            value={row.role}
            options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            onChange={(role) => change(index, { role })}
          />
          <IconButton label={t('groups.remove', { number: index + 1 })} onClick={() => onRows(rows.filter((_, place) => place !== index))}>
            <Icon icon={X} size={14} />
          </IconButton>
        </div>
      ))}
      <Button size="sm" onClick={() => onRows([...rows, { group: '', role: 'agent' }])}>
        {t('groups.add')}
      </Button>
    </fieldset>
  );
}
