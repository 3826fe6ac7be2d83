// The real bot, at a Playground.
import { makeHome, startProcess } from '../judge/process.mjs';
import { app, people, tenant } from './people.mjs';

/** Starts it with agents by file name (SHOP in them is a folder of its own) and roles by first name. */
export async function startBot(agents, roles) {
  const home = makeHome('chatruns-', agents);
  const granted = Object.entries(roles).flatMap(([name, all]) => all.flatMap((role, i) => [`--Access:Roles:teams/${tenant}/${people[name].id}:${i}`, role]));
  const env = { DOTNET_ENVIRONMENT: 'Development', Teams__AppId: app, Teams__TenantId: tenant, Teams__AllowUnauthenticatedLoopback: 'true' };
  return Object.assign(await startProcess(home, env, granted), { shop: home.shop });
}
