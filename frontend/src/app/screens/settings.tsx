import { Outlet } from '@tanstack/react-router';
import { SettingsLayout, SettingsOverview, useSignInOutcome, type SettingsSearch } from '@/features/settings';
import { useSettingsAddress } from '@/shared/slots';

export function SettingsRoute() {
  const { search, onSearch } = useSettingsAddress<SettingsSearch>();
  useSignInOutcome(search.sign_in, () => onSearch({ ...search, sign_in: undefined }));
  return (
    <SettingsLayout>
      <Outlet />
    </SettingsLayout>
  );
}

export function SettingsHomeRoute() {
  return <SettingsOverview />;
}
