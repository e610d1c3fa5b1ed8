import { useTranslation } from 'react-i18next';
import { useMe } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { ProfileForm } from './profile-form';

/** Who one is to others, and how the workspace looks to oneself. */
export function ProfileScreen() {
  const { t } = useTranslation('settings');
  const me = useMe();
  useDocumentTitle(t('section.profile'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('section.profile')}</h1>
      </header>
      <ConnectionBar />
      {me ? <ProfileForm key={me.id} me={me} /> : <p className="t3 fbody">{t('account.loading')}</p>}
    </main>
  );
}
