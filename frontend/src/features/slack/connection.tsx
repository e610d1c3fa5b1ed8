import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ConnectionPart as Part, useSignIn, type Connection } from '@/shared/connections';
import { useMay } from '@/shared/directory';
import { Button, FormSection } from '@/shared/ui';
import { absoluteTime } from '@/shared/lib/dates';
import { appQuery, SYSTEM, type SlackSocket } from './api';

/** Signing in at Slack, how the connection fares, and what Slack has to be told. */
export function ConnectionPart({ rows }: { rows: readonly Connection[] }) {
  const { t } = useTranslation('slack');
  const app = useQuery(appQuery).data;
  return (
    <>
      {rows.map((row) => (
        <Part
          key={row.id}
          connection={row}
          consequence={t('connection.endConsequence')}
          hookLabel={t('connection.address')}
          hookHint={t('connection.addressHint')}
        />
      ))}
      {rows.length === 0 ? <Connect isSetUp={app?.is_set_up} /> : null}
      {app?.socket ? <Socket socket={app.socket} /> : null}
      {app ? (
        <FormSection title={t('connection.manifest')} hint={rows.length > 0 ? t('connection.manifestAgain') : t('connection.manifestHint')} isWide>
          {!app.has_signing_secret && app.is_set_up && !app.socket ? <p className="notice bad">{t('connection.noSecret')}</p> : null}
          <details>
            <summary>{t('connection.manifestShow')}</summary>
            <pre className="slkcode">{app.manifest}</pre>
          </details>
        </FormSection>
      ) : null}
    </>
  );
}

/** Whether the connection is open by which events come where Slack cannot reach us. */
function Socket({ socket }: { socket: SlackSocket }) {
  const { t, i18n } = useTranslation('slack');
  const stands =
    socket.state === 'open' && socket.at
      ? t('connection.socketOpen', { when: absoluteTime(socket.at, i18n.language) })
      : socket.why
        ? t('connection.socketWhy', { why: socket.why })
        : t('connection.socketClosed');
  return (
    <p className={socket.state === 'open' ? 'notice' : 'notice bad'}>
      {t('connection.socket')} {stands}
    </p>
  );
}

function Connect({ isSetUp }: { isSetUp: boolean | undefined }) {
  const { t } = useTranslation(['slack', 'connections']);
  const mayWrite = useMay('connection.write');
  const signIn = useSignIn(SYSTEM);
  return (
    <FormSection id="connection" title={t('connections:title')} hint={t('about')}>
      <p>{isSetUp === false ? t('connection.noApp') : t('connection.none')}</p>
      {mayWrite && isSetUp ? (
        <div>
          <Button variant="primary" busy={signIn.isPending ? t('connections:busy') : null} onClick={() => signIn.mutate(null)}>
            {t('connections:signInAt', { system: t('title') })}
          </Button>
        </div>
      ) : null}
    </FormSection>
  );
}
