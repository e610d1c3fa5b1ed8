import Trash2 from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '@/shared/directory';
import { Button, Icon, IconButton } from '@/shared/ui';
import { RenameView } from './rename-view';
import { SaveViewDialog, useDeleteView, useUpdateView } from './save-view';
import type { TableView } from './use-table-view';

/** Keep what the table shows: in its view, as a new one, or not at all. */
export function ViewActions({ table }: { table: TableView }) {
  const { t } = useTranslation('tickets');
  const me = useMe();
  const mayShare = useMay('view.shared');
  const update = useUpdateView();
  const remove = useDeleteView(() => table.open(undefined));
  const [isSaving, setSaving] = useState(false);
  const { view, query, sort } = table;
  const values = { query, sort, columns: [...table.columns] };
  const isOwn = view !== undefined && (view.kind === 'personal' ? view.owner_id === me?.id : mayShare);
  return (
    <>
      {view && table.isChanged ? (
        <>
          <span className="t3 f12 nw hint-save">{t('view.changed')}</span>
          <Button size="sm" variant="ghost" onClick={table.reset}>
            {t('view.reset')}
          </Button>
          {isOwn ? (
            <Button
              size="sm"
              busy={update.isPending ? t('view.busy') : null}
              onClick={() => update.mutate({ id: view.id, ...values }, { onSuccess: () => table.open(view.id) })}
            >
              {t('view.save')}
            </Button>
          ) : null}
        </>
      ) : null}
      <Button size="sm" variant="ghost" onClick={() => setSaving(true)}>
        {t('view.saveAs')}
      </Button>
      {view && isOwn ? (
        <>
          <RenameView view={view} />
          <IconButton size="sm" label={t('view.delete', { name: view.name })} onClick={() => remove.mutate(view)}>
            <Icon icon={Trash2} size={14} />
          </IconButton>
        </>
      ) : null}
      <SaveViewDialog isOpen={isSaving} onOpenChange={setSaving} values={values} onSaved={table.open} />
    </>
  );
}
