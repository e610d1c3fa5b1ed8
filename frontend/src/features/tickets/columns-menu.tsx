import Columns3 from 'lucide-react/icons/columns-3';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Button, Icon, Menu, MenuLabel } from '@/shared/ui';
import { COLUMNS, type Column } from './columns';

/** Which columns the table shows; several can be switched before the menu closes. */
export function ColumnsMenu({ columns, onChange }: { columns: readonly Column[]; onChange: (columns: Column[]) => void }) {
  const { t } = useTranslation('tickets');
  return (
    <Menu
      align="end"
      trigger={
        <Button size="sm" variant="ghost" icon={<Icon icon={Columns3} />}>
          {t('columns')}
        </Button>
      }
    >
      <MenuLabel>{t('columns')}</MenuLabel>
      {COLUMNS.map((column) => {
        const isShown = columns.includes(column);
        return (
          <DropdownMenu.CheckboxItem
            key={column}
            className="mi"
            checked={isShown}
            onSelect={(event) => event.preventDefault()}
            onCheckedChange={() =>
              onChange(COLUMNS.filter((other) => (other === column ? !isShown : columns.includes(other))))
            }
          >
            <span>{t(`column.${column}`)}</span>
            <span className="r" aria-hidden="true">
              <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
            </span>
          </DropdownMenu.CheckboxItem>
        );
      })}
    </Menu>
  );
}
