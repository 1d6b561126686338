// Angular with its router, compiled in the page.
import "@angular/compiler";
import { Component, inject, provideZoneChangeDetection, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { ActivatedRoute, provideRouter, RouterLink, RouterOutlet } from "@angular/router";
import { APP_BASE_HREF } from "@angular/common";
import "zone.js";

class Page {
  params = inject(ActivatedRoute).params;
  number = signal("");
  result = signal("");
  constructor() {
    this.params.subscribe(({ number }) => this.number.set(number));
  }
}
Component({
  selector: "app-page",
  imports: [RouterLink],
  template: `<h1>Page {{ number() }}</h1>
    <nav>@for (to of [2, 3, 4, 5, 6]; track to) {<a [routerLink]="'/' + to">To {{ to }}</a>}</nav>
    <button id="try" (click)="result.set('works')">Try</button> <output id="result">{{ result() }}</output>`,
})(Page);

class App {}
Component({ selector: "app-root", imports: [RouterOutlet], template: "<router-outlet />" })(App);

bootstrapApplication(App, {
  providers: [
    provideZoneChangeDetection(),
    provideRouter([{ path: ":number", component: Page }]),
    { provide: APP_BASE_HREF, useValue: location.pathname.replace(/\/\d+$/, "") },
  ],
}).catch((error) => console.error(error));
