import { useMutation, useQueryClient } from '@tanstack/react-query';
import Pencil from 'lucide-react/icons/pencil';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, type SavedView } from '@/shared/api';
import { Button, Dialog, Field, Icon, IconButton, toast, useReasonOf } from '@/shared/ui';

/** Give a view of one's own another name. */
export function RenameView({ view }: { view: SavedView }) {
  const { t } = useTranslation('tickets');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [name, setName] = useState<string | null>(null);
  const [isChecked, setChecked] = useState(false);
  const close = (): void => {
    setName(null);
    setChecked(false);
  };
  const rename = useMutation({
    mutationFn: (wanted: string) => api.patch('/views/{view_id}', { path: { view_id: view.id }, body: { name: wanted } }),
    onSuccess: async (renamed) => {
      await client.invalidateQueries({ queryKey: keys.views });
      close();
      toast(t('view.saved', { name: renamed.name }));
    },
  });
  const submit = (): void => {
    setChecked(true);
    if (name?.trim() && !rename.isPending) rename.mutate(name.trim());
  };
  return (
    <>
      <IconButton size="sm" label={t('view.rename', { name: view.name })} onClick={() => setName(view.name)}>
        <Icon icon={Pencil} size={14} />
      </IconButton>
      <Dialog
        isOpen={name !== null}
        onOpenChange={(isOpen) => (isOpen ? undefined : close())}
        title={t('view.renameTitle')}
        footer={
          <>
            <Button onClick={close}>{t('view.cancel')}</Button>
            <Button variant="primary" busy={rename.isPending ? t('view.busy') : null} onClick={submit}>
              {t('view.renameSave')}
            </Button>
          </>
        }
      >
        <form
          className="form-grid"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Field
            label={t('view.name')}
            value={name ?? ''}
            maxLength={80}
            error={rename.error ? reasonOf(rename.error) : isChecked && !name?.trim() ? t('view.nameMissing') : null}
            onChange={(event) => setName(event.target.value)}
          />
        </form>
      </Dialog>
    </>
  );
}
