import { useMutation, useQueryClient } from '@tanstack/react-query';
import Pencil from 'lucide-react/icons/pencil';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, type SavedView } from '@/shared/api';
import { Icon, IconButton, toast } from '@/shared/ui';
import { useViewName, ViewDialog } from './view-dialog';

/** Give a view of one's own another name. */
export function RenameView({ view }: { view: SavedView }) {
  const { t } = useTranslation('tickets');
  const client = useQueryClient();
  const name = useViewName();
  const [isOpen, setOpen] = useState(false);
  const open = (): void => {
    name.set(view.name);
    setOpen(true);
  };
  const close = (): void => {
    name.clear();
    setOpen(false);
  };
  const rename = useMutation({
    mutationFn: (wanted: string) => api.patch('/views/{view_id}', { path: { view_id: view.id }, body: { name: wanted } }),
    onSuccess: async (renamed) => {
      await client.invalidateQueries({ queryKey: keys.views });
      close();
      toast(t('view.saved', { name: renamed.name }));
    },
  });
  return (
    <>
      <IconButton size="sm" label={t('view.rename', { name: view.name })} onClick={open}>
        <Icon icon={Pencil} size={14} />
      </IconButton>
      <ViewDialog
        isOpen={isOpen}
        onClose={close}
        title={t('view.renameTitle')}
        action={t('view.renameSave')}
        name={name}
        save={rename}
      />
    </>
  );
}
