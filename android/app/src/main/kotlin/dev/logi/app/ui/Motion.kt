package dev.logi.app.ui

import android.animation.ValueAnimator
import android.view.View
import dev.logi.app.R

/** Lets a changed state appear, at once where the person asked for less motion. */
internal fun fadeIn(vararg views: View) {
    if (!ValueAnimator.areAnimatorsEnabled()) return
    for (view in views) {
        view.alpha = 0f
        view.animate().alpha(1f).setDuration(view.resources.getInteger(R.integer.cross_fade_ms).toLong())
    }
}
