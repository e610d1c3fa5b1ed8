import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '@/shared/directory';
import { shortDate } from '@/shared/lib/dates';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useFocusAfter } from '@/shared/lib/focus-after';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useNow } from '@/shared/lib/ticker';
import { ConnectionBar } from '@/shared/realtime';
import { Button, Empty, ErrorState, Icon, Segmented, Skeleton, SkeletonLine, useSkeleton } from '@/shared/ui';
import { tokensQuery, type Token } from './api';
import './developers.css';
import { endingOf, SOON_DAYS } from './ends';
import { NewTokenDialog } from './new-token-dialog';
import { RevokeDialog } from './revoke-dialog';
import { RotateDialog } from './rotate-dialog';
import type { TokensSearch } from './search';
import { TokenTable } from './token-table';

export interface TokensScreenProps {
  search: TokensSearch;
  onSearch: (search: TokensSearch) => void;
}

type Open = { kind: 'new' } | { kind: 'rotate' | 'revoke'; token: Token };

/** API tokens: one's own, and for whoever manages tokens those of everybody. */
export function TokensScreen({ search, onSearch }: TokensScreenProps) {
  const { t, i18n } = useTranslation('developers');
  const me = useMe();
  const manages = useMay('token.write');
  const whose = manages && search.whose === 'all' ? 'all' : 'mine';
  const tokens = useQuery(tokensQuery(whose));
  const now = useNow(60_000);
  const [open, setOpen] = useState<Open | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const close = (): void => setOpen(null);
  const leave = useFocusAfter(list, open !== null);
  const create = (): void => setOpen({ kind: 'new' });
  const showsSkeleton = useSkeleton(tokens.isLoading);
  useDocumentTitle(t('title'));
  useShortcuts(t('title'), [{ keys: 'n', label: t('new.open'), run: create }]);
  const rows = tokens.data ?? [];
  const ending = rows.filter((row) => row.owner.id === me?.id && endingOf(row, now) === 'soon');
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        <span className="sp" />
        {/* eslint-disable-next-line candor/typed-api -- a page for people, not an operation */}
        <a className="link f12" href="/api/v1/docs" target="_blank" rel="noreferrer">
          {t('description')}
        </a>
        <Button variant="primary" icon={<Icon icon={Plus} />} keys="n" onClick={create}>
          {t('new.open')}
        </Button>
      </header>
      <ConnectionBar />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div ref={list} className="scroll dvbody" tabIndex={0} role="region" aria-label={t('list')}>
        <div className="dvhead">
          <p className="hint">{t(`about_${whose}`)}</p>
          {manages ? (
            <Segmented
              label={t('whose.label')}
              value={whose}
              options={[
                { value: 'mine', label: t('whose.mine') },
                { value: 'all', label: t('whose.all') },
              ]}
              onChange={(value) => onSearch({ whose: value === 'all' ? 'all' : undefined })}
            />
          ) : null}
        </div>
        {ending.length > 0 ? (
          <p className="notice dvnotice" role="status">
            {t('soon', {
              count: ending.length,
              days: SOON_DAYS,
              names: new Intl.ListFormat(i18n.language).format(
                ending.map(({ name, expires_at: end }) => t('soonOne', { name, date: end ? shortDate(end, now, i18n.language) : '' })),
              ),
            })}
          </p>
        ) : null}
        {showsSkeleton ? (
          <Skeleton label={t('loading')}>
            {[64, 52, 58].map((width) => (
              <SkeletonLine key={width} width={`${width}%`} />
            ))}
          </Skeleton>
        ) : tokens.error && !tokens.data ? (
          <ErrorState title={t('fault')} error={tokens.error} onRetry={() => void tokens.refetch()} />
        ) : !tokens.data ? null : rows.length === 0 ? (
          <Empty title={t('none')} action={<Button onClick={create}>{t('new.open')}</Button>}>
            {t('noneHint')}
          </Empty>
        ) : (
          <TokenTable
            rows={rows}
            showsOwner={whose === 'all'}
            myId={me?.id}
            now={now}
            onRotate={(token) => setOpen({ kind: 'rotate', token })}
            onRevoke={(token) => setOpen({ kind: 'revoke', token })}
          />
        )}
      </div>
      {open?.kind === 'new' ? <NewTokenDialog onClose={close} /> : null}
      {open?.kind === 'rotate' ? <RotateDialog token={open.token} onClose={close} /> : null}
      {open?.kind === 'revoke' ? <RevokeDialog token={open.token} now={now} isMine={open.token.owner.id === me?.id} onClose={close} onDone={leave} /> : null}
    </main>
  );
}
