package dev.logi.app.ui

import android.content.Context
import android.view.MotionEvent
import android.widget.FrameLayout
import android.widget.Toast
import dev.logi.app.R

/**
 * The root of every screen. A touch that another app's window covers, in part or whole, reaches nothing in it, and
 * the person is told. Only services that declare themselves to be for accessibility read what is in it (Android 14).
 */
internal class SecureFrame(context: Context) : FrameLayout(context, null, 0, R.style.Secure) {
    override fun onFilterTouchEventForSecurity(event: MotionEvent): Boolean {
        if (event.flags and COVERED == 0) return true
        if (event.actionMasked == MotionEvent.ACTION_DOWN) Toast.makeText(context, R.string.covered, Toast.LENGTH_LONG).show()
        return false
    }

    private companion object {
        const val COVERED = MotionEvent.FLAG_WINDOW_IS_OBSCURED or MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED
    }
}
