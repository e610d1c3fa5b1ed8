import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { signOut } from '@/features/auth';
import { useNotices } from '@/features/notices';
import { Palette } from '@/features/palette';
import { Shell } from '@/features/shell';
import { onSignedOut } from '@/shared/api';
import { useMe } from '@/shared/directory';
import { LiveSocket, RealtimeProvider } from '@/shared/realtime';
import { clearUndo } from '@/shared/lib/undo-stack';

const liveUrl = (): string => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/live/`;

/** The shell around the open screen, with the notices that arrive on the socket. */
function Framed(props: { onSignOut: () => void; onPalette: () => void }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const open = /\/inbox\/(\d{1,15})$/.exec(path)?.[1];
  const unread = useNotices(useMe()?.id, open === undefined ? null : Number(open));
  return (
    <Shell {...props} unread={unread}>
      <Outlet />
    </Shell>
  );
}

/** The workspace of a signed-in person: one socket, the shell, the palette, the screen. */
export function SignedIn() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const href = useRouterState({ select: (state) => state.location.href });
  const [socket] = useState(() => new LiveSocket({ url: liveUrl() }));
  const [isPaletteOpen, setPaletteOpen] = useState(false);

  useEffect(() => {
    const toSignIn = (): void => void navigate({ to: '/sign-in', search: { next: href } });
    const stops = [onSignedOut(toSignIn), socket.onRefused(toSignIn)];
    return () => stops.forEach((stop) => stop());
  }, [navigate, href, socket]);

  const leave = async (): Promise<void> => {
    await signOut().catch(() => undefined);
    socket.stop();
    clearUndo();
    client.clear();
    // A full load drops everything in memory that belonged to the person who left.
    location.assign('/app/sign-in');
  };

  return (
    <RealtimeProvider socket={socket}>
      <Framed onSignOut={() => void leave()} onPalette={() => setPaletteOpen(true)} />
      <Palette isOpen={isPaletteOpen} onOpenChange={setPaletteOpen} onSignOut={() => void leave()} />
    </RealtimeProvider>
  );
}
