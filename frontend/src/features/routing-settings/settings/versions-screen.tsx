import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { Badge, Button, Confirm, Loaded, toast, useReason } from '@/shared/ui';
import { routingApi, rulesQuery, settingsOf, versionQuery, versionsQuery, type DryRun, type RoutingRules, type Rule } from './api';
import { ChangesList } from './changes-list';
import { Frame } from './frame';
import { useNames } from './use-names';

/** How many past tickets a version is tried on before it comes back. */
const TICKETS = 1000;

/** Every published version, what it would change, and the way back to it. */
export function VersionsScreen() {
  const { t, i18n } = useTranslation('routing-settings');
  const may = useMay('routing.write');
  const query = useQuery({ ...versionsQuery, enabled: may });
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Frame page="versions">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll rt-plain" tabIndex={0} role="region" aria-label={t('page.versions')}>
        <Loaded query={query} fault={t('fault')}>
          <ol className="rt-versions" reversed>
            {query.data?.map((row) => (
              <li key={row.version}>
                <button type="button" className="rt-fold" aria-expanded={open === row.version} onClick={() => setOpen(open === row.version ? null : row.version)}>
                  <b className="med">{t('version', { version: row.version })}</b>
                  {row.is_in_force ? <Badge tone="ok">{t('inForce')}</Badge> : null}
                  <span className="t3" dir="auto">
                    {t('publishedBy', { who: row.published_by, at: absoluteTime(row.published_at, i18n.language), count: row.rules })}
                  </span>
                </button>
                {open === row.version ? <OneVersion version={row.version} isInForce={row.is_in_force} /> : null}
              </li>
            ))}
          </ol>
        </Loaded>
      </div>
    </Frame>
  );
}

function OneVersion({ version, isInForce }: { version: number; isInForce: boolean }) {
  const { t } = useTranslation('routing-settings');
  const names = useNames();
  const queries = useQueryClient();
  const query = useQuery(versionQuery(version));
  const inForce = useQuery(rulesQuery).data;
  const one = query.data;
  const restore = useMutation({
    mutationFn: (seen: RoutingRules) => routingApi.publish(seen, one ? { rules: one.rules, settings: settingsOf(one.settings) } : {}),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['routing'] });
      toast(t('published', { version: made.version }));
    },
    onError: (error) => {
      // Somebody was faster: what is in force now, and its number, is read again.
      if (isProblem(error) && error.status === 412) void queries.invalidateQueries({ queryKey: ['routing'] });
    },
  });
  const [isAsking, setAsking] = useState(false);
  const tried = useMutation({ mutationFn: (rules: readonly Rule[]) => routingApi.dryRun(rules, TICKETS) });
  const reason = useReason(restore.error);
  return (
    <div className="rt-one">
      <Loaded query={query} fault={t('fault')}>
        <p className="hint">{t(isInForce ? 'isInForceHint' : 'restoreHint')}</p>
        {query.data && !isInForce ? <ChangesList changes={query.data.changes} names={names} /> : null}
      </Loaded>
      {restore.error ? (
        <p className="hint bad" role="alert" dir="auto">
          <b>{t('notPublished')}</b> {reason}
        </p>
      ) : null}
      {isInForce || inForce === undefined || one === undefined ? null : (
        <>
          <Button
            aria-haspopup="dialog"
            busy={restore.isPending ? t('publishing') : null}
            onClick={() => {
              setAsking(true);
              tried.mutate(one.rules);
            }}
          >
            {t('restore', { version, next: inForce.version + 1 })}
          </Button>
          <Confirm
            isOpen={isAsking}
            onOpenChange={setAsking}
            title={t('restoring.title', { version })}
            consequence={t('restoring.consequence')}
            cancel={t('restoring.stay')}
            action={t('restore', { version, next: inForce.version + 1 })}
            onConfirm={() => {
              setAsking(false);
              restore.mutate(inForce);
            }}
          >
            <WouldMove tried={tried} />
            <ChangesList changes={one.changes} names={names} />
          </Confirm>
        </>
      )}
    </div>
  );
}

interface WouldMoveProps {
  tried: { data: DryRun | undefined; error: unknown };
}

/** What the rules of a version would have done with the last tickets. */
function WouldMove({ tried: { data, error } }: WouldMoveProps) {
  const { t, i18n } = useTranslation('routing-settings');
  const reason = useReason(error);
  const number = new Intl.NumberFormat(i18n.language);
  if (error) {
    return (
      <p className="hint bad" role="alert" dir="auto">
        <b>{t('notRun')}</b> {reason}
      </p>
    );
  }
  return (
    <p role="status">
      {data ? t('movedOf', { count: data.looked_at, moved: number.format(data.moved), total: number.format(data.looked_at) }) : t('running')}
    </p>
  );
}
