export { NoticesScreen } from './notices-screen';
export { useNotices } from './use-notices';
