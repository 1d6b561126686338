// Stimulus controllers on pages that Turbo swaps.
import { Application, Controller } from "@hotwired/stimulus";

Application.start().register(
  "page",
  class extends Controller {
    static targets = ["result"];
    try() {
      this.resultTarget.textContent = "works";
    }
  },
);
