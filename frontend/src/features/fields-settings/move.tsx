import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import { useTranslation } from 'react-i18next';
import { moved } from '@/shared/lib/moved';
import { SettingsLink } from '@/shared/slots';
import { announce, Badge, Icon, IconButton, toastFailure, useReasonOf } from '@/shared/ui';

interface Ordered {
  id: number;
  label: string;
  archived_at: string | null;
}

/** How many places a field goes, down or up. */
export type Move = (by: -1 | 1) => void;

/** Moves a field among those that are not archived, and shows the order at once. */
export function useOrder<F extends Ordered>(
  all: readonly F[],
  key: QueryKey,
  send: (ids: number[]) => Promise<F[]>,
  joined: (known: readonly F[], part: readonly F[]) => F[] = (_, part) => [...part],
): (field: F, by: -1 | 1) => void {
  const { t } = useTranslation('fields-settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const put = (part: readonly F[]): unknown => client.setQueryData<F[]>(key, (known) => joined(known ?? [], part));
  const order = useMutation({
    mutationFn: (fields: readonly F[]) => send(fields.map(({ id }) => id)),
    onMutate: async (fields) => {
      await client.cancelQueries({ queryKey: key });
      put(fields);
    },
    onSuccess: put,
    onError: (error) => {
      toastFailure(reasonOf(error));
      void client.invalidateQueries({ queryKey: key });
    },
  });
  return (field, by) => {
    const live = all.filter((one) => one.archived_at === null);
    const at = live.findIndex(({ id }) => id === field.id);
    if (order.isPending || at < 0 || at + by < 0 || at + by >= live.length) return;
    order.mutate([...moved(live, at, at + by), ...all.filter((one) => one.archived_at !== null)]);
    announce(t('movedTo', { name: field.label, place: at + by + 1 }));
  };
}

export interface FieldCellsProps {
  field: Ordered & { key: string };
  path: string;
  /** Its place among those that are not archived, of `last`, from 0. */
  place: number;
  last: number;
  onMove: Move;
}

/** The cells that every row begins with: the buttons that move a field, and its name. */
export function FieldCells({ field, path, place, last, onMove }: FieldCellsProps) {
  const { t } = useTranslation('fields-settings');
  const isArchived = field.archived_at !== null;
  const name = field.label;
  return (
    <>
      <td className="fset-move">
        {isArchived ? null : (
          <>
            <IconButton label={t('up', { name })} disabled={place === 0} onClick={() => onMove(-1)}>
              <Icon icon={ArrowUp} />
            </IconButton>
            <IconButton label={t('down', { name })} disabled={place === last} onClick={() => onMove(1)}>
              <Icon icon={ArrowDown} />
            </IconButton>
          </>
        )}
      </td>
      <th scope="row">
        <SettingsLink path={path} title={field.key}>
          <span className="med" dir="auto">
            {name}
          </span>
        </SettingsLink>{' '}
        {isArchived ? <Badge tone="mute">{t('archived')}</Badge> : null}
      </th>
    </>
  );
}
