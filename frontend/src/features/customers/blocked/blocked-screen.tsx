import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, keys, type Schemas } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { SettingsPage } from '@/shared/form';
import { absoluteTime } from '@/shared/lib/dates';
import { SettingsLink } from '@/shared/slots';
import { Button, FormSection, Loaded, toast, toastFailure, useReasonOf } from '@/shared/ui';

type Blocked = Schemas['Blocked'];

const KEY = [...keys.contacts, 'blocked'] as const;

/** From whom nothing is taken any more, who decided that and when. */
export function BlockedScreen() {
  const { t } = useTranslation('customers');
  const may = useMay('customer.block');
  const maySeeMail = useMay('mail.review');
  const link = (
    <SettingsLink className="btn ghost" path="/email/suspended">
      {t('block.mail')}
    </SettingsLink>
  );
  return (
    <SettingsPage title={t('block.title')} may={may} refused={{ title: t('block.notAllowed') }} link={maySeeMail ? link : null}>
      <List />
    </SettingsPage>
  );
}

function List() {
  const { t } = useTranslation('customers');
  const query = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) => api.get('/contacts/blocked', { query: { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll fbody" tabIndex={0} role="region" aria-label={t('block.title')}>
      <FormSection title={t('block.list')} hint={t('block.hint')}>
        <Loaded query={query} fault={t('block.fault')}>
          {rows.length === 0 ? (
            <p className="t3">{t('block.none')}</p>
          ) : (
            <ul className="lst" aria-label={t('block.list')}>
              {rows.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </ul>
          )}
        </Loaded>
        {query.hasNextPage ? (
          <Button variant="ghost" busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        ) : null}
      </FormSection>
    </div>
  );
}

function Row({ row }: { row: Blocked }) {
  const { t, i18n } = useTranslation('customers');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: keys.contacts });
  const unblock = useMutation({
    mutationFn: () => api.delete('/contacts/{contact_id}/block', { path: { contact_id: row.id } }),
    onSuccess: async () => {
      await refresh();
      toast(t('block.undone', { name: row.name }), {
        undo: () =>
          api
            .put('/contacts/{contact_id}/block', { path: { contact_id: row.id } })
            .then(refresh, (error: unknown) => toastFailure(reasonOf(error))),
      });
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  const when = row.blocked_at ? absoluteTime(row.blocked_at, i18n.language) : null;
  return (
    <li>
      <Link to="/customers/contacts/$id" params={{ id: String(row.id) }} className="name ell" dir="auto">
        {row.name}
      </Link>
      <bdi className="t3 f12 ell">{row.email === row.name ? '' : row.email}</bdi>
      <span className="sp" />
      <span className="t3 f12">
        {when === null ? t('block.before') : row.blocked_by ? t('block.by', { name: row.blocked_by.name, when }) : t('block.at', { when })}
      </span>
      <Button size="sm" busy={unblock.isPending ? t('block.unblocking') : null} aria-label={t('block.undoOf', { name: row.name })} onClick={() => unblock.mutate()}>
        {t('block.undo')}
      </Button>
    </li>
  );
}
