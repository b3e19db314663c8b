// What every test has: a server of its own, an application, a phone, and the page.

import { test as base } from "@playwright/test";
import { Application } from "./application.js";
import { LoginPage } from "./login_page.js";
import { Phone } from "./phone.js";
import { Server } from "./server.js";

export { expect } from "@playwright/test";

interface Fixtures {
  server: Server;
  application: Application;
  phone: Phone;
  login: LoginPage;
}

export const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },
  application: async ({ server }, use) => {
    const application = await Application.register(server);
    await use(application);
    await application.close();
  },
  phone: async ({ server }, use) => {
    const phone = await Phone.enrolled(server.issuer, "preferred_name=Ann", "email=ann@example.org");
    await use(phone);
    await phone.throwAway();
  },
  login: async ({ page }, use) => {
    await use(new LoginPage(page));
  },
});
